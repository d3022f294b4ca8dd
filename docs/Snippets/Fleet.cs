using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;

namespace Snippets;

public static class Fleet
{
    public static async Task<WorkspaceVisitReport> CleanUpAsync(
        IWorkspaceFleet<WorkspaceDbContext> fleet, DateTime before, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        #region for-each
        var options = new WorkspaceVisitOptions { MaxParallelism = 8, WorkspaceTimeout = TimeSpan.FromMinutes(1) };
        var report = await fleet.VisitAsync(
            (workspace, context, token) => context.Jobs.Where(j => j.FinishedUtc < before).ExecuteDeleteAsync(token),
            options,
            cancellationToken: cancellationToken);

        foreach (var failure in report.Failures)
        {
            Console.WriteLine($"{failure.WorkspaceId}: {failure.Error!.Message}");
        }
        #endregion
        return report;
    }

    public static async Task<WorkspaceVisitReport> SendMessagesAsync(IWorkspaceFleet fleet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        #region for-each-with-services
        var report = await fleet.VisitAsync(
            async (workspace, services, token) =>
            {
                var outbox = services.GetRequiredService<OutboxDbContext>();
                var sender = services.GetRequiredService<MessageSender>();
                foreach (var message in await outbox.Messages.Where(m => m.SentUtc == null).ToListAsync(token))
                {
                    message.SentUtc = await sender.SendAsync(workspace, message, token);
                    await outbox.SaveChangesAsync(token);
                }
            },
            new WorkspaceVisitOptions { MaxParallelism = 8 },
            cancellationToken: cancellationToken);
        #endregion
        return report;
    }

    public static async Task PrintFailedJobsAsync(IWorkspaceFleet<WorkspaceDbContext> fleet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        #region query
        var failed = fleet.QueryAsync(
            context => context.Jobs.Where(j => j.Status == JobStatus.Failed).Select(j => new { j.Name, j.LastError }),
            cancellationToken: cancellationToken);

        await foreach (var (workspace, job) in failed)
        {
            Console.WriteLine($"{workspace.Slug}: {job.Name}, {job.LastError}");
        }
        #endregion
    }

    public static async Task<int> CountAsync(IWorkspaceFleet<WorkspaceDbContext> fleet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        #region on-failure
        var failures = new List<WorkspaceQueryException>();
        var options = new WorkspaceQueryOptions { OnFailure = failures.Add };
        var agents = await fleet.QueryAsync(context => context.Agents, options, cancellationToken).CountAsync(cancellationToken);
        #endregion
        return failures.Count == 0 ? agents : -1;
    }
}
