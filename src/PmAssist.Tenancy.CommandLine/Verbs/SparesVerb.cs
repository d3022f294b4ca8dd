using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>The spares that wait for an owner.</summary>
internal sealed class SparesVerb() : Verb(
    "spares", "Says how many schemas are kept ready for new workspaces, and how many are wanted.", typeof(Spares), "spares")
{
    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var newest = (await run.Get<IWorkspaceMigrator>().GetStatusAsync(cancellationToken).ConfigureAwait(false)).TargetFingerprint;
        var found = await run.Get<ICatalogue>().ReadAsync(
            (master, token) => master.Workspaces.Where(w => w.Status == WorkspaceStatus.Spare)
                .Select(w => new { HasSchema = w.DbSchemaName != null, w.SchemaFingerprint }).ToListAsync(token),
            cancellationToken).ConfigureAwait(false);
        var ready = found.Count(s => s.HasSchema && s.SchemaFingerprint == newest);
        var unfinished = found.Count(s => !s.HasSchema);
        var spares = new Spares(run.Get<TenancyOptions>().SpareWorkspaces, ready, found.Count - ready - unfinished, unfinished);
        return new Answer(
            spares.Ready >= spares.Wanted ? ExitCode.Done : ExitCode.Found,
            spares,
            Grid.Of(
                ("wanted", spares.Wanted),
                ("ready", spares.Ready),
                ("of another version", spares.OtherVersion),
                ("unfinished", spares.Unfinished)));
    }

    /// <summary>How many spares there are.</summary>
    internal sealed record Spares(int Wanted, int Ready, int OtherVersion, int Unfinished);
}
