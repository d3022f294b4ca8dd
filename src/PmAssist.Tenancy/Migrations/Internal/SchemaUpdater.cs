using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>What an update found and left.</summary>
/// <param name="Before">The migrations that the schema had.</param>
/// <param name="After">The migrations that it has now.</param>
internal sealed record SchemaUpdate(IReadOnlyList<string> Before, IReadOnlyList<string> After)
{
    public bool ChangedAnything => !Before.SequenceEqual(After);

    public string? FromVersion => Before.Count > 0 ? Before[^1] : null;

    public string? ToVersion => After.Count > 0 ? After[^1] : null;

    public string? FingerprintAfter => After.Count > 0 ? Fingerprint.Of(After) : null;
}

/// <summary>The one way a schema changes: reads its history under its lock and sends what is missing.</summary>
internal sealed class SchemaUpdater(TenancyProvider provider)
{
    public async Task<SchemaUpdate> UpdateAsync(
        SchemaSession session, MigrationScripts scripts, MigrationTarget target, CancellationToken cancellationToken)
    {
        var context = session.Context;
        await SendAsync(session, [new SchemaStatement(scripts.CreateHistory, IsGenerated: true)], cancellationToken).ConfigureAwait(false);
        var before = await ReadHistoryAsync(context, scripts, cancellationToken).ConfigureAwait(false);

        var steps = scripts.StepsTo(context, before.ToHashSet(StringComparer.OrdinalIgnoreCase), target);
        if (steps.Count == 0)
        {
            return new SchemaUpdate(before, before);
        }

        await RunAsync(session, steps.SelectMany(s => s.Statements), cancellationToken).ConfigureAwait(false);
        if (context.Database.CurrentTransaction is null)
        {
            await session.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        }

        await SeedAsync(context, cancellationToken).ConfigureAwait(false);
        return new SchemaUpdate(before, After(before, steps));
    }

    /// <summary>
    /// Sends statements in stretches: in the session's transaction, or outside it where a migration asks for that. What came
    /// before such a statement is committed with it, as EF's own migrator does.
    /// </summary>
    private async Task RunAsync(SchemaSession session, IEnumerable<SchemaStatement> statements, CancellationToken cancellationToken)
    {
        var stretch = new List<SchemaStatement>();
        foreach (var statement in statements)
        {
            if (!statement.OutsideTransaction)
            {
                stretch.Add(statement);
                continue;
            }

            await SendAsync(session, stretch, cancellationToken).ConfigureAwait(false);
            stretch.Clear();
            if (session.Context.Database.CurrentTransaction is not null)
            {
                await session.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            await SendAsync(session, [statement], cancellationToken).ConfigureAwait(false);
        }

        await SendAsync(session, stretch, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(SchemaSession session, List<SchemaStatement> statements, CancellationToken cancellationToken)
    {
        if (statements.Count == 0)
        {
            return;
        }

        if (!statements[0].OutsideTransaction && session.Context.Database.CurrentTransaction is null)
        {
            await session.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        }

        var binding = session.Context.GetService<ISchemaBinding>();
        await provider.ExecuteAsync(
            session.Context, statements.ConvertAll(s => s with { Text = binding.Bind(s.Text) }), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A step that the schema had was taken back, one that it had not was applied.</summary>
    private static List<string> After(IReadOnlyList<string> before, IReadOnlyList<RenderedMigration> steps)
    {
        var after = new SortedSet<string>(before, StringComparer.Ordinal);
        after.SymmetricExceptWith(steps.Select(s => s.Id));
        return [.. after];
    }

    private static async Task<IReadOnlyList<string>> ReadHistoryAsync(
        DbContext context, MigrationScripts scripts, CancellationToken cancellationToken)
    {
        if (scripts.ReadHistory is not { } query)
        {
            var rows = await context.GetService<IHistoryRepository>().GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false);
            return [.. rows.Select(r => r.MigrationId).Order(StringComparer.Ordinal)];
        }

        var command = context.Database.GetDbConnection().CreateCommand();
        await using var _ = command.ConfigureAwait(false);
        command.CommandText = context.GetService<ISchemaBinding>().Bind(query);
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var ids = new List<string>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            ids.Add(reader.GetString(0));
        }

        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    private static async Task SeedAsync(DbContext context, CancellationToken cancellationToken)
    {
        var core = context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>();
        if (core?.AsyncSeeder is { } seedAsync)
        {
            await seedAsync(context, true, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            core?.Seeder?.Invoke(context, true);
        }
    }
}
