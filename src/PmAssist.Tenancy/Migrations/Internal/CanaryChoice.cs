using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Which workspaces a run begins with: those that the caller names; else those that an earlier run began with and failed on, then the next
/// ones. That a workspace failed as a canary stands in the audit log, because another process may run next.
/// </summary>
internal sealed class CanaryChoice(MasterStore master)
{
    /// <summary>What the audit entry of a failure says of a canary.</summary>
    public const string Detail = "canary";

    // A run stops at the first canary that fails, so more than one is there only if several runs had canaries of their own.
    private const int MaxFailed = 20;

    /// <exception cref="WorkspaceNotFoundException">There is no workspace with an id that the options name.</exception>
    public async Task CheckAsync(WorkspaceMigrationOptions options, CancellationToken cancellationToken)
    {
        if (options.Canaries is not { Count: > 0 } named)
        {
            return;
        }

        var found = await master.ReadAsync(
            (context, token) => context.Workspaces.AsNoTracking().Where(w => named.Contains(w.Id)).Select(w => w.Id).ToListAsync(token),
            cancellationToken).ConfigureAwait(false);
        if (named.Except(found).Cast<Guid?>().FirstOrDefault() is { } unknown)
        {
            throw WorkspaceNotFoundException.ById(unknown);
        }
    }

    /// <summary>The canaries among the workspaces to migrate, in the order in which they go.</summary>
    /// <param name="workspaces">The workspaces: those that failed last, of them the longest unchanged first.</param>
    /// <param name="options">The run's options.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<List<PlannedWorkspace>> ChooseAsync(
        IReadOnlyList<PlannedWorkspace> workspaces, WorkspaceMigrationOptions options, CancellationToken cancellationToken)
    {
        if (options.Canaries.Count > 0)
        {
            return [.. options.Canaries.Join(workspaces, id => id, w => w.Id, (_, w) => w).Distinct()];
        }

        if (options.CanaryCount == 0)
        {
            return [];
        }

        var failed = await FailedAsync(workspaces, cancellationToken).ConfigureAwait(false);

        // A spare has no rows that a migration could fail on.
        return [.. failed, .. workspaces.Except(failed).OrderBy(w => w.IsSpare).Take(options.CanaryCount - failed.Count)];
    }

    private async Task<List<PlannedWorkspace>> FailedAsync(IReadOnlyList<PlannedWorkspace> workspaces, CancellationToken cancellationToken)
    {
        var ids = workspaces.Where(w => w.HasFailed).TakeLast(MaxFailed).Select(w => (Guid?)w.Id).ToList();
        if (ids.Count == 0)
        {
            return [];
        }

        var last = await master.ReadAsync(
            (context, token) => context.AuditLog.AsNoTracking()
                .Where(e => ids.Contains(e.WorkspaceId) && e.Action == WorkspaceMigration.FailedAction)
                .GroupBy(e => e.WorkspaceId)
                .Select(g => g.OrderByDescending(e => e.OccurredUtc).ThenByDescending(e => e.Id).First())
                .ToListAsync(token),
            cancellationToken).ConfigureAwait(false);
        var canaries = last.Where(e => IsOfCanary(e.Details)).Select(e => e.WorkspaceId).ToHashSet();
        return [.. workspaces.Where(w => canaries.Contains(w.Id))];
    }

    private static bool IsOfCanary(string? details)
    {
        using var json = JsonDocument.Parse(details ?? "{}");
        return json.RootElement.TryGetProperty(Detail, out _);
    }
}
