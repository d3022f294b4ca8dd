using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Counts the fleet, and lists the first of those that need something.</summary>
internal sealed class FleetStatusReader(FleetSurvey survey, MasterStore master, MigrationSet migrations)
{
    private const int Listed = WorkspaceFleetStatus.MaxListed;

    public async Task<WorkspaceFleetStatus> ReadAsync(CancellationToken cancellationToken)
    {
        var groups = await survey.CountAsync(cancellationToken).ConfigureAwait(false);
        var (failed, count) = await master.ReadAsync(
            async (context, token) =>
            {
                var failed = context.Workspaces.AsNoTracking().Where(w => w.LastError != null
                    && w.Status != WorkspaceStatus.Deleted && w.Status != WorkspaceStatus.Spare);
                var first = await failed.OrderBy(w => w.Slug).Take(Listed).ToListAsync(token).ConfigureAwait(false);
                return (first, first.Count < Listed ? first.Count : await failed.CountAsync(token).ConfigureAwait(false));
            },
            cancellationToken).ConfigureAwait(false);
        var missing = await survey.FindMissingAsync(cancellationToken).ConfigureAwait(false);
        groups =
        [
            .. from g in groups
               select (g.State, Count: g.Count - missing.Count(w => SchemaState.Of(w) == g.State)) into there
               where there.Count > 0
               select there,
        ];
        var counts = groups.ToLookup(g => migrations.StandingOf(g.State), g => g.Count);
        var (behind, ahead) = await ListAsync(counts, [.. missing.Select(w => w.Id)], cancellationToken).ConfigureAwait(false);
        return new WorkspaceFleetStatus
        {
            TargetVersion = migrations.Scripts.NewestId,
            TargetFingerprint = migrations.Scripts.Fingerprint,
            CurrentCount = counts[SchemaStanding.Current].Sum(),
            BehindCount = counts[SchemaStanding.Behind].Sum(),
            AheadCount = counts[SchemaStanding.Ahead].Sum(),
            Behind = behind,
            Ahead = ahead,
            Versions =
            [
                .. groups.GroupBy(g => g.State.Version)
                    .Select(g => (Version: g.Key, Count: g.Sum(v => v.Count)))
                    .OrderByDescending(v => v.Version, MigrationId.Comparer),
            ],
            FailedCount = count,
            Failed = failed,
            Missing = missing,
        };
    }

    private async Task<(List<Workspace> Behind, List<Workspace> Ahead)> ListAsync(
        ILookup<SchemaStanding, int> counts, HashSet<Guid> missing, CancellationToken cancellationToken)
    {
        var (behind, ahead) = (new List<Workspace>(), new List<Workspace>());
        var wanted = Math.Min(Listed, counts[SchemaStanding.Behind].Sum()) + Math.Min(Listed, counts[SchemaStanding.Ahead].Sum());
        if (wanted == 0)
        {
            return (behind, ahead);
        }

        await foreach (var workspace in survey.FindAsync([migrations.Scripts.Fingerprint], cancellationToken).ConfigureAwait(false))
        {
            var list = migrations.StandingOf(SchemaState.Of(workspace)) switch
            {
                _ when workspace.Status == WorkspaceStatus.Spare || missing.Contains(workspace.Id) => null,
                SchemaStanding.Behind => behind,
                SchemaStanding.Ahead => ahead,
                _ => null,
            };
            if (list?.Count < Listed)
            {
                list.Add(workspace);
            }

            if (behind.Count + ahead.Count >= wanted)
            {
                break;
            }
        }

        return (behind, ahead);
    }
}
