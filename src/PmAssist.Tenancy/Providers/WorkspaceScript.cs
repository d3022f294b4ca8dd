namespace PmAssist.Tenancy.Providers;

/// <summary>
/// What a script for a database administrator has to do, in SQL against the template schema. It is written so that running it
/// twice does no harm.
/// </summary>
public sealed class WorkspaceScript
{
    private readonly Func<ScriptTerms, IReadOnlyList<string>> _noteMigrated;

    internal WorkspaceScript(Func<ScriptTerms, IReadOnlyList<string>> noteMigrated) => _noteMigrated = noteMigrated;

    /// <summary>The master schema's name.</summary>
    public string MasterSchema { get; internal init; } = "";

    /// <summary>The workspace; null for all of them.</summary>
    public WorkspaceSchema? Workspace { get; internal init; }

    /// <summary>
    /// A query of the workspaces that are behind: <c>id</c>, <c>db_schema_name</c> and <c>schema_version</c>, of <see cref="Workspace"/>
    /// alone where there is one.
    /// </summary>
    public string Workspaces { get; internal init; } = "";

    /// <summary>Creates the history tables, one for each context, where they are not there.</summary>
    public string CreateHistory { get; internal init; } = "";

    /// <summary>The delimited names of the history tables.</summary>
    internal IReadOnlyList<string> HistoryTables { get; init; } = [];

    /// <summary>What is to be done, in order.</summary>
    public IReadOnlyList<WorkspaceScriptSection> Sections { get; internal init; } = [];

    /// <summary>How many rows the histories have when all was done.</summary>
    internal int MigrationCount { get; init; }

    /// <summary>The newest migration when all was done.</summary>
    public string TargetVersion { get; internal init; } = "";

    /// <summary>
    /// A predicate: the histories have as many rows as when all was done. One with more belongs to a workspace that is ahead.
    /// </summary>
    public string IsDone => $"{string.Join(" + ", HistoryTables.Select(t => $"(SELECT COUNT(*) FROM {t})"))} = {MigrationCount}";

    /// <summary>
    /// The statements that note in the catalogue, with an audit entry, that a workspace has come to the target; they do nothing to a row
    /// that says so already.
    /// </summary>
    /// <param name="terms">What only the run of the script knows of the workspace.</param>
    public IReadOnlyList<string> NoteMigrated(ScriptTerms terms) => _noteMigrated(terms);
}
