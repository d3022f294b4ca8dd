using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceMigrator.ScriptAsync"/>.</summary>
internal sealed class MigrationScriptVerb : Verb
{
    private readonly Argument<string?> _workspace;
    private readonly Option<string?> _target;

    public MigrationScriptVerb()
        : base(
            "script",
            "Writes the migrations as one script for a database administrator.",
            typeof(Script),
            "migrations script > migrate.sql",
            "migrations script contoso --target 20260101000000_Initial")
    {
        _workspace = With(new Argument<string?>(Selection.NameOfWorkspace)
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "An id, a schema or a slug. Default: all that are behind.",
        });
        _target = With(new Option<string?>("--target")
        {
            Description = "The migration to go to. Default: the newest.",
            HelpName = "migration",
        });
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var workspace = run.Optional(_workspace) is { } name
            ? await run.Names.GetAsync(name, cancellationToken).ConfigureAwait(false)
            : null;
        var script = await run.Get<IWorkspaceMigrator>()
            .ScriptAsync(workspace?.Id, run.Value(_target), cancellationToken).ConfigureAwait(false);
        return new Answer(ExitCode.Done, new Script(workspace?.Id, script), new Lines(script));
    }

    /// <summary>A script; of all workspaces where none is named.</summary>
    internal sealed record Script(Guid? WorkspaceId, string Sql);
}
