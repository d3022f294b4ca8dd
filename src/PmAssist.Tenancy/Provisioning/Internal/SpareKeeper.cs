using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Keeps as many spares as the option says, for all processes together: each has a slot, whose name is unique, so that no process makes
/// one more. Fills up when one was taken, and looks from time to time for what another process left undone.
/// </summary>
internal sealed class SpareKeeper(
    SpareWorkspaces spares,
    WorkspaceProvisioner provisioner,
    WorkspaceMigration migration,
    FleetSurvey survey,
    MigrationSet migrations,
    MasterStore master,
    TenancyProvider provider,
    TenancyOptions options,
    TimeProvider clock,
    ILoggerFactory loggers) : BackgroundService
{
    private const int Parallelism = 4;

    private static readonly TimeSpan NoWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    private readonly ILogger _logger = loggers.CreateLogger(TenancySignals.ProvisioningLog);
    private bool _haveLooked;

    /// <summary>Fills up what is missing now, and brings spares of an older version to this build's.</summary>
    /// <exception cref="AggregateException">Some could not be made.</exception>
    public async Task RefillAsync(CancellationToken cancellationToken)
    {
        spares.LookAgain();
        await survey.CheckBuildAsync(cancellationToken).ConfigureAwait(false);
        var rows = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var missing = await FindMissingAsync(rows, cancellationToken).ConfigureAwait(false);
        var slots = rows.Select(w => w.Slug).ToHashSet(StringComparer.Ordinal);
        var free = Enumerable.Range(1, options.SpareWorkspaces).Select(SlotName).Where(s => !slots.Contains(s)).ToList();
        foreach (var slot in free)
        {
            if (await TryAddAsync(slot, cancellationToken).ConfigureAwait(false) is { } added)
            {
                rows.Add(added);
            }
        }

        var errors = new List<Exception>();
        await Parallel.ForEachAsync(
            rows.Where(w => w.SchemaFingerprint != migrations.Scripts.Fingerprint || missing.Contains(w.Id)),
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (spare, token) =>
            {
                if (await TryPrepareAsync(spare, missing.Contains(spare.Id), token).ConfigureAwait(false) is { } error)
                {
                    lock (errors)
                    {
                        errors.Add(error);
                    }
                }
            }).ConfigureAwait(false);
        if (errors.Count > 0)
        {
            throw new AggregateException(errors);
        }
    }

    /// <summary>At a stop, what is being made is rolled back, and made at the next start.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!spares.AreOn)
        {
            return;
        }

        var delay = Interval;
        while (true)
        {
            try
            {
                await RefillAsync(stoppingToken).ConfigureAwait(false);
                delay = Interval;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
                Log.SparesNotRefilled(_logger, exception, delay);
                await Task.Delay(delay, clock, stoppingToken).ConfigureAwait(false);
                continue;
            }

            // Not for ever: another process may have left one undone.
            await spares.WaitAsync(delay, clock, stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>No workspace has such a slug.</summary>
    private static string SlotName(int number) => $"spare/{number}";

    private Task<List<Workspace>> ReadAsync(CancellationToken cancellationToken)
        => master.ReadAsync(
            (context, token) => context.Workspaces.AsNoTracking().Where(w => w.Status == WorkspaceStatus.Spare).ToListAsync(token),
            cancellationToken);

    /// <summary>Spares whose schema somebody dropped: looked for once in a process, because it reads the names of all schemas.</summary>
    private async Task<HashSet<Guid>> FindMissingAsync(List<Workspace> rows, CancellationToken cancellationToken)
    {
        if (_haveLooked)
        {
            return [];
        }

        var schemas = await master.ReadAsync(provider.GetSchemasAsync, cancellationToken).ConfigureAwait(false);
        _haveLooked = true;
        return [.. rows.Where(w => w.SchemaFingerprint is not null).Select(w => w.Schema).Except(schemas).Select(s => s.WorkspaceId)];
    }

    /// <returns>Null if another process has the slot.</returns>
    private async Task<Workspace?> TryAddAsync(string slot, CancellationToken cancellationToken)
    {
        try
        {
            return await master.WriteAsync(
                (context, _) =>
                {
                    var spare = new Workspace { Name = "Spare", Slug = slot, Status = WorkspaceStatus.Spare };
                    context.Add(spare);
                    return Task.FromResult((spare, (NewAuditEntry?)null));
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateException exception) when (DatabaseError.CauseOf(exception) is not null)
        {
            if ((await ReadAsync(cancellationToken).ConfigureAwait(false)).Exists(w => w.Slug == slot))
            {
                return null;
            }

            throw;
        }
    }

    /// <summary>Makes a spare's schema, or migrates it; one that another process is at, or that a newer build has, is left alone.</summary>
    /// <returns>Why it failed; null if it did not.</returns>
    private async Task<Exception?> TryPrepareAsync(Workspace spare, bool isMissing, CancellationToken cancellationToken)
    {
        try
        {
            // Without a fingerprint it was begun, or the doctor has found that it is missing.
            if (spare.SchemaFingerprint is null || isMissing)
            {
                await provisioner.ProvisionAsync(spare, actorId: null, NoWait, filling: null, cancellationToken).ConfigureAwait(false);
                return null;
            }

            await survey.LookAsync(spare, cancellationToken).ConfigureAwait(false);
            if (migrations.StandingOf(SchemaState.Of(spare)) != SchemaStanding.Behind)
            {
                return null;
            }

            var target = MigrationTarget.AtLeast(null);
            using var time = new WorkspaceTime(clock, limit: null, cancellationToken);
            var result = await migration.TryAsync(
                spare, new MigrationRequest(target, migrations.SpansTransactions(target), NoWait), time).ConfigureAwait(false);
            return result.Error is SchemaLockedException ? null : result.Error;
        }
        catch (Exception exception) when (exception is SchemaLockedException or WorkspaceUnavailableException)
        {
            // Another process is at it, or has made it and given it away.
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return exception;
        }
    }
}
