using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspacePortability.ExportAsync"/>.</summary>
internal sealed class ExportVerb : Verb
{
    private readonly Argument<string> _workspace;
    private readonly Argument<string> _file;
    private readonly Option<string[]> _tables;
    private readonly Option<bool> _members;
    private readonly Option<bool> _audit;
    private readonly Option<string?> _key;

    public ExportVerb()
        : base(
            "export",
            "Writes a workspace into a file, as it is at one moment, while it is in use.",
            typeof(FileDocument),
            "workspaces export contoso contoso.zip --members",
            "workspaces export contoso agents.zip --table workspace_agents")
    {
        _workspace = With(new Argument<string>(Selection.NameOfWorkspace) { Description = "An id, a schema or a slug." });
        _file = With(new Argument<string>("file") { Description = "The file; there must be none of its name." });
        _tables = With(new Option<string[]>("--table")
        {
            Description = "Only this table; more than once for several. Such a file cannot be imported.",
            HelpName = "table",
        });
        _members = With(new Option<bool>("--members") { Description = "With its members." });
        _audit = With(new Option<bool>("--audit") { Description = "With its audit entries." });
        _key = With(WorkspaceFile.Key());
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var workspace = await run.Names.GetAsync(run.Value(_workspace), cancellationToken).ConfigureAwait(false);
        var tables = run.Value(_tables) ?? [];
        using var progress = run.Progress("Rows:");
        var options = new ExportOptions
        {
            Tables = tables.Length > 0 ? tables : null,
            Members = run.Value(_members),
            Audit = run.Value(_audit),
            SigningKey = await WorkspaceFile.ReadKeyAsync(run, _key, cancellationToken).ConfigureAwait(false),
            ActorId = run.Actor,
            Progress = WorkspaceFile.Of(progress),
        };
        var manifest = await WorkspaceFile.WriteAsync(
            run.Value(_file),
            stream => run.Get<IWorkspacePortability>().ExportAsync(workspace.Id, stream, options, cancellationToken)).ConfigureAwait(false);
        return FileDocument.Of(manifest, run.Value(_file));
    }
}
