using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceService.RestoreAsync"/>; from a file <see cref="IWorkspacePortability.RestoreAsync"/>.</summary>
internal sealed class RestoreVerb : ChangeVerb
{
    private readonly Option<string?> _from;
    private readonly Option<string?> _previous;
    private readonly Option<bool> _discard;
    private readonly Option<bool> _roundTimes;
    private readonly Option<string?> _key;

    public RestoreVerb()
        : base(
            "restore",
            "Takes the deletion of workspaces back, until they are purged; or, with --from, puts a file's rows in the place of theirs.",
            WorkspaceStatus.Deleting,
            "workspaces restore contoso",
            "workspaces restore contoso --from contoso.zip --previous before.zip")
    {
        _from = With(new Option<string?>("--from")
        {
            Description = "A file that 'workspaces export' wrote. Asks first.",
            HelpName = "file",
        });
        _previous = With(new Option<string?>("--previous")
        {
            Description = "Where the rows that are replaced are exported to.",
            HelpName = "file",
        });
        _discard = With(new Option<bool>("--discard-previous") { Description = "Gives the rows that are replaced up." });
        _roundTimes = With(WorkspaceFile.RoundTimes());
        _key = With(WorkspaceFile.Key());
    }

    protected override string? Question(VerbRun run, string what)
        => run.Value(_from) is { } file ? $"Replace all rows of {what} with those of '{file}'?" : null;

    protected override void Check(VerbRun run, int count)
    {
        var (previous, discard) = (run.Value(_previous), run.Value(_discard));
        if (run.Value(_from) is not { } file)
        {
            if (previous is not null || discard || run.Value(_roundTimes) || run.Value(_key) is not null)
            {
                throw new UsageException("Without --from no rows are replaced: leave --previous, --discard-previous, --round-times and "
                    + "--key-file out, or say the file.");
            }

            return;
        }

        if (run.Services.GetService<IWorkspacePortability>() is null)
        {
            throw new UsageException("This host reads no files: it has no AddWorkspacePortability().");
        }

        if (previous is null != discard)
        {
            throw new UsageException("What becomes of the rows that are replaced? Say --previous with a new file, or --discard-previous.");
        }

        if (previous is not null && count > 1)
        {
            throw new UsageException("--previous is a file for the rows of one workspace. Restore them one by one.");
        }

        WorkspaceFile.Require(file);
        if (previous is not null)
        {
            WorkspaceFile.RequireNone(previous);
        }
    }

    protected override async Task<Workspace?> ChangeAsync(
        IWorkspaceService workspaces, Workspace workspace, VerbRun run, CancellationToken cancellationToken)
        => run.Value(_from) is { } file
            ? await RestoreAsync(workspaces, workspace, file, run, cancellationToken).ConfigureAwait(false)
            : IfChanged(workspace, await workspaces.RestoreAsync(workspace.Id, run.Actor, cancellationToken).ConfigureAwait(false));

    private async Task<Workspace> RestoreAsync(
        IWorkspaceService workspaces, Workspace workspace, string path, VerbRun run, CancellationToken cancellationToken)
    {
        var portability = run.Get<IWorkspacePortability>();
        var previous = run.Value(_previous);
        var key = await WorkspaceFile.ReadKeyAsync(run, _key, cancellationToken).ConfigureAwait(false);
        var file = WorkspaceFile.Open(path);
        await using var end = file.ConfigureAwait(false);
        using var progress = run.Progress("Rows:");
        if (previous is null)
        {
            await ReplaceAsync(stream: null).ConfigureAwait(false);
        }
        else
        {
            await WorkspaceFile.WriteAsync(previous, ReplaceAsync).ConfigureAwait(false);
        }

        return await workspaces.GetAsync(workspace.Id, cancellationToken).ConfigureAwait(false);

        Task<ExportManifest> ReplaceAsync(Stream? stream)
        {
            var options = new RestoreOptions
            {
                Previous = stream,
                DiscardPrevious = previous is null,
                SigningKey = key,
                RoundTimes = run.Value(_roundTimes),
                ActorId = run.Actor,
                Progress = WorkspaceFile.Of(progress),
            };
            return portability.RestoreAsync(workspace.Id, file, options, cancellationToken);
        }
    }
}
