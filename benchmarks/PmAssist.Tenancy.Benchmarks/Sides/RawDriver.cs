using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Benchmarks.Migrations;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// The bare work through the driver: EF's own SQL, rendered once, with the schema put in; the same rows of history and
/// catalogue; the same transactions; in as few commands as the engine allows. The library finds what it makes as its own.
/// </summary>
internal sealed class RawDriver
{
    private const MigrationsSqlGenerationOptions NoTransactions = MigrationsSqlGenerationOptions.NoTransactions;

    private readonly Engine _engine;
    private readonly string _database;
    private readonly string _initial;
    private readonly string _next;
    private readonly WorkspaceFleetStatus _first;
    private readonly WorkspaceFleetStatus _second;

    private RawDriver(Setting setting, IMigrator migrator, WorkspaceFleetStatus first, WorkspaceFleetStatus second)
    {
        (_engine, _database) = (setting.Engine, setting.Database);
        _initial = migrator.GenerateScript(toMigration: BenchMigration.InitialId, options: NoTransactions);
        _next = migrator.GenerateScript(BenchMigration.InitialId, BenchMigration.NextId, NoTransactions);
        (_first, _second) = (first, second);
    }

    /// <summary>Makes the master schema with the library, which also renders the SQL and knows the catalogue's values.</summary>
    public static async Task<RawDriver> StartAsync(Setting setting)
    {
        await using var first = await OurHost<BenchDbContext>.StartAsync(setting);
        await using var second = await OurHost<BenchDbContextV2>.StartAsync(setting);
        await using var context = await second.Services.GetRequiredService<IDbContextFactory<BenchDbContextV2>>().CreateDbContextAsync();
        var migrator = context.GetService<IMigrator>();
        return new RawDriver(setting, migrator, await first.Migrator.GetStatusAsync(), await second.Migrator.GetStatusAsync());
    }

    /// <summary>Two transactions, as the library's: the workspace's row, its owner and the audit entry; then all the rest.</summary>
    public async Task ProvisionAsync(WorkspaceSchema schema)
    {
        await using var master = _engine.Connect(_database);
        await master.OpenAsync();
        await RunAsync(master, _engine.Commands(Register(schema)));

        var tables = _initial.Replace(WorkspaceSchema.TemplateName, schema.Name, StringComparison.Ordinal);
        if (_engine.SharesDatabase)
        {
            await RunAsync(master, _engine.Commands(_engine.Lock(schema), tables, Activate(schema)));
            return;
        }

        await using (var file = _engine.Connect(_database, schema))
        {
            await file.OpenAsync();
            await RunAsync(file, _engine.Commands(tables));
            await using var command = file.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL";
            await command.ExecuteNonQueryAsync();
        }

        await RunAsync(master, _engine.Commands(Activate(schema)));
    }

    /// <summary>Lock, migration, history row and catalogue row in one transaction, in two where the engine has two databases.</summary>
    public async Task MigrateAsync(WorkspaceSchema schema)
    {
        var migration = _next.Replace(WorkspaceSchema.TemplateName, schema.Name, StringComparison.Ordinal);
        await using var master = _engine.Connect(_database);
        if (_engine.SharesDatabase)
        {
            await master.OpenAsync();
            await RunAsync(master, _engine.Commands(_engine.Lock(schema), migration, Advance(schema), Audit(schema, "workspace.migrated")));
            return;
        }

        await using (var file = _engine.Connect(_database, schema))
        {
            await file.OpenAsync();
            await RunAsync(file, _engine.Commands(migration));
        }

        await master.OpenAsync();
        await RunAsync(master, _engine.Commands(Advance(schema), Audit(schema, "workspace.migrated")));
    }

    /// <summary>Puts workspaces at the newest version into the catalogue; their schemas are not made.</summary>
    public async Task CatalogueAsync(IEnumerable<WorkspaceSchema> schemas)
    {
        await using var master = _engine.Connect(_database);
        await master.OpenAsync();
        foreach (var chunk in schemas.Chunk(500))
        {
            var statements = chunk.SelectMany(s => _engine.Commands(WorkspaceRow(s), Activate(s), Advance(s)));
            await RunAsync(master, [.. statements.Chunk(100).Select(c => string.Join('\n', c))]);
        }
    }

    private static async Task RunAsync(DbConnection connection, IReadOnlyList<string> texts)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var text in texts)
        {
            await using var command = connection.CreateCommand();
            (command.CommandText, command.Transaction) = (text, transaction);
            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    private string Register(WorkspaceSchema schema)
        => $"""
           {WorkspaceRow(schema)}
           INSERT INTO {_engine.Master}"WorkspaceMember" ("workspace_id", "user_id", "role", "joined_utc")
           VALUES ({Id(schema)}, 'ada', 'owner', {Now});
           {Audit(schema, "workspace.created")}
           """;

    private string WorkspaceRow(WorkspaceSchema schema)
        => $"""
           INSERT INTO {_engine.Master}"Workspace" ("id", "name", "slug", "status", "created_utc", "updated_utc", "version")
           VALUES ({Id(schema)}, 'Customer {schema.WorkspaceId:N}', 'customer-{schema.WorkspaceId:N}', 'Provisioning', {Now}, {Now}, 1);
           """;

    private string Activate(WorkspaceSchema schema)
        => $"""
           UPDATE {_engine.Master}"Workspace" SET "status" = 'Active', "db_schema_name" = '{schema}',
           "schema_version" = '{_first.TargetVersion}', "schema_fingerprint" = '{_first.TargetFingerprint}',
           "updated_utc" = {Now}, "version" = "version" + 1 WHERE "id" = {Id(schema)};
           {Audit(schema, "workspace.provisioned")}
           """;

    private string Advance(WorkspaceSchema schema)
        => $"""
           UPDATE {_engine.Master}"Workspace" SET
           "schema_version" = '{_second.TargetVersion}', "schema_fingerprint" = '{_second.TargetFingerprint}',
           "updated_utc" = {Now}, "version" = "version" + 1 WHERE "id" = {Id(schema)};
           """;

    private string Audit(WorkspaceSchema schema, string action)
        => $$"""
           INSERT INTO {{_engine.Master}}"AuditLog"
           ("id", "workspace_id", "actor_id", "action", "entity_type", "entity_id", "details", "occurred_utc")
           VALUES ({{_engine.Literal(Guid.NewGuid())}}, {{Id(schema)}}, 'ada', '{{action}}', 'Workspace', '{{schema.WorkspaceId}}',
           '{"schema":"{{schema}}"}', {{Now}});
           """;

    private string Id(WorkspaceSchema schema) => _engine.Literal(schema.WorkspaceId);

    private string Now => _engine.Literal(TimeProvider.System.GetUtcNow().UtcDateTime);
}
