namespace PmAssist.Tenancy.Providers;

/// <summary>Statements that are run together: in one transaction, or one by one outside.</summary>
public sealed class WorkspaceScriptSection
{
    internal WorkspaceScriptSection(string migrationId, string condition, IReadOnlyList<SchemaStatement> statements)
        => (MigrationId, Condition, Statements) = (migrationId, condition, statements);

    /// <summary>The migration that they belong to.</summary>
    public string MigrationId { get; }

    /// <summary>A predicate on the history: whether they are still to be run.</summary>
    public string Condition { get; }

    /// <summary>The statements, the history's rows included.</summary>
    public IReadOnlyList<SchemaStatement> Statements { get; }

    /// <summary>Whether the statements run outside a transaction.</summary>
    public bool OutsideTransaction => Statements.First(s => !s.IsSessionSetting).OutsideTransaction;
}
