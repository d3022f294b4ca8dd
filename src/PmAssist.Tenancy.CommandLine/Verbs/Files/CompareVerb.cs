using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspacePortability.CompareAsync(Guid, Stream, CompareOptions, CancellationToken)"/>.</summary>
internal sealed class CompareVerb : Verb
{
    private readonly Argument<string> _workspace;
    private readonly Argument<string> _file;
    private readonly Option<int> _keys;
    private readonly Option<string?> _key;

    public CompareVerb()
        : base(
            "compare",
            "Compares a file with a workspace, or with another file.",
            typeof(Comparison),
            "workspaces compare contoso contoso.zip",
            "workspaces compare today.zip yesterday.zip --keys 10")
    {
        _workspace = With(new Argument<string>(Selection.NameOfWorkspace) { Description = "An id, a schema, a slug, or another file." });
        _file = With(WorkspaceFile.Argument());
        _keys = With(new Option<int>("--keys")
        {
            Description = "How many keys of each kind are named. Default: 100.",
            HelpName = "n",
            DefaultValueFactory = _ => new CompareOptions().Keys,
        });
        _key = With(WorkspaceFile.Key());
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var options = new CompareOptions
        {
            Keys = run.Value(_keys),
            SigningKey = await WorkspaceFile.ReadKeyAsync(run, _key, cancellationToken).ConfigureAwait(false),
        };
        var file = WorkspaceFile.Open(run.Value(_file));
        await using var end = file.ConfigureAwait(false);
        var found = await CompareAsync(run, file, options, cancellationToken).ConfigureAwait(false);
        List<Table> tables = [.. found.Select(Table.Of)];
        var isEqual = found.All(t => t.IsEqual);
        return new Answer(
            isEqual ? ExitCode.Done : ExitCode.Found,
            new Comparison(isEqual, tables),
            Grid.Of(
                tables,
                ("table", t => t.Name),
                ("equal", t => t.Equal),
                ("only in the file", t => t.Missing.Count),
                ("not in the file", t => t.Extra.Count),
                ("different", t => t.Different.Count)));
    }

    private async Task<IReadOnlyList<TableComparison>> CompareAsync(
        VerbRun run, FileStream file, CompareOptions options, CancellationToken cancellationToken)
    {
        var portability = run.Get<IWorkspacePortability>();
        var name = run.Value(_workspace);
        if (File.Exists(name))
        {
            var other = WorkspaceFile.Open(name);
            await using var end = other.ConfigureAwait(false);
            return await portability.CompareAsync(file, other, options, cancellationToken).ConfigureAwait(false);
        }

        var workspace = await run.Names.GetAsync(name, cancellationToken).ConfigureAwait(false);
        return await portability.CompareAsync(workspace.Id, file, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A comparison, table by table.</summary>
    internal sealed record Comparison(bool IsEqual, IReadOnlyList<Table> Tables);

    /// <summary>A table: rows in both, in the file alone, not in the file, and with other values.</summary>
    internal sealed record Table(string Name, long Equal, Rows Missing, Rows Extra, Rows Different)
    {
        public static Table Of(TableComparison found)
            => new(found.Table, found.Equal, Rows.Of(found.Missing), Rows.Of(found.Extra), Rows.Of(found.Different));
    }

    /// <summary>How many rows, and the keys of the first of them.</summary>
    internal sealed record Rows(long Count, IReadOnlyList<string> Keys)
    {
        public static Rows Of(RowDifferences rows) => new(rows.Count, rows.Keys);
    }
}
