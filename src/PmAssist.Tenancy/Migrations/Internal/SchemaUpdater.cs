using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Internal;

/// <summary>The one way a schema changes: what its history lacks is added to the work that is done under its lock.</summary>
internal static class SchemaUpdater
{
    /// <param name="work">The work; what is added last is still to be sent.</param>
    /// <param name="scripts">The migrations of all contexts.</param>
    /// <param name="target">Where to go.</param>
    /// <param name="historyIds">What the schema's history has, if it was read with the lock; null if not.</param>
    /// <param name="seeding">When the host's seeding runs.</param>
    /// <param name="cancellationToken">Cancels the update.</param>
    public static async Task<SchemaUpdate> UpdateAsync(
        SchemaWork work,
        MigrationScripts scripts,
        MigrationTarget target,
        IReadOnlyList<string>? historyIds,
        Seeding seeding,
        CancellationToken cancellationToken)
    {
        var before = new SchemaHistory(historyIds ?? await OpenHistoryAsync(work, scripts, cancellationToken).ConfigureAwait(false));
        work.Begin(before);
        var migrations = scripts.StepsTo(c => work.Session.ContextOf(c.ContextType), before, target);
        if (migrations.Count == 0 && seeding != Seeding.Always)
        {
            return new SchemaUpdate(before, before);
        }

        foreach (var migration in migrations)
        {
            var steps = migration.Id == before.Progress?.MigrationId
                ? migration.StepsFrom(before.Progress, before.StaleProgress)
                : migration.StepsFrom(noted: null, stale: []);
            work.Add(steps.Select(s => s with { Statement = work.Bind(s.Statement) }));
        }

        foreach (var context in scripts.Contexts.Where(c => c.HasSeed && seeding != Seeding.Never))
        {
            await work.FlushAsync(cancellationToken).ConfigureAwait(false);
            await SeedAsync(work.Session.ContextOf(context.ContextType), cancellationToken).ConfigureAwait(false);
        }

        return new SchemaUpdate(before, before.After(migrations));
    }

    /// <summary>Adds what creates the schema, for callers that do something before there are tables.</summary>
    public static async Task CreateSchemaAsync(SchemaWork work, MigrationScripts scripts, CancellationToken cancellationToken)
    {
        work.Add(scripts.Contexts[0].CreateSchema.Select(work.Bind));
        await work.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<string>> OpenHistoryAsync(
        SchemaWork work, MigrationScripts scripts, CancellationToken cancellationToken)
    {
        work.Add(scripts.Contexts.Select(c => work.Bind(c.CreateHistory)));
        if (!work.Session.Existed)
        {
            return [];
        }

        await work.FlushAsync(cancellationToken).ConfigureAwait(false);
        var ids = new List<string>();
        foreach (var context in scripts.Contexts)
        {
            var history = work.Session.ContextOf(context.ContextType).GetService<IHistoryRepository>();
            var rows = await history.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false);
            ids.AddRange(rows.Select(r => context.Qualifier + r.MigrationId));
        }

        return ids;
    }

    private static async Task SeedAsync(DbContext context, CancellationToken cancellationToken)
    {
        var core = context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()!;
        if (core.AsyncSeeder is { } seedAsync)
        {
            await seedAsync(context, true, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            core.Seeder!(context, true);
        }
    }
}
