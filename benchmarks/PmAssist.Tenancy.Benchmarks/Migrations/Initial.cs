using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Benchmarks.Migrations;

/// <summary>The library's three tables with the indexes that its own first migration makes; of another module, with a prefix.</summary>
[DbContext(typeof(BenchDbContext))]
[Migration(InitialId)]
internal class Initial : BenchMigration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.EnsureSchema(Schema);
        foreach (var prefix in Prefixes)
        {
            CreateIntegrations(migrationBuilder, prefix);
            CreateAgents(migrationBuilder, prefix);
            CreateJobs(migrationBuilder, prefix);
        }
    }

    private void CreateIntegrations(MigrationBuilder migration, string prefix)
    {
        migration.CreateTable(
            $"{prefix}workspace_integrations",
            table => new
            {
                id = table.Column<Guid>(),
                provider = table.Column<string>(maxLength: 64),
                external_id = table.Column<string>(maxLength: 256),
                display_name = table.Column<string>(maxLength: 200),
                external_url = table.Column<string>(maxLength: 2048, nullable: true),
                configuration = table.Column<string>(type: JsonType),
                status = table.Column<string>(maxLength: 16),
                created_utc = table.Column<DateTime>(),
                updated_utc = table.Column<DateTime>(),
                version = table.Column<int>(),
            },
            Schema,
            table => table.PrimaryKey($"PK_{prefix}workspace_integrations", x => x.id));
        migration.CreateIndex(
            $"IX_{prefix}workspace_integrations_provider_external_id",
            $"{prefix}workspace_integrations",
            ["provider", "external_id"],
            Schema,
            unique: true);
    }

    private void CreateAgents(MigrationBuilder migration, string prefix)
        => migration.CreateTable(
            $"{prefix}workspace_agents",
            table => new
            {
                id = table.Column<Guid>(),
                name = table.Column<string>(maxLength: 200),
                kind = table.Column<string>(maxLength: 64),
                configuration = table.Column<string>(type: JsonType),
                enabled = table.Column<bool>(),
                created_utc = table.Column<DateTime>(),
                updated_utc = table.Column<DateTime>(),
                version = table.Column<int>(),
            },
            Schema,
            table => table.PrimaryKey($"PK_{prefix}workspace_agents", x => x.id));

    private void CreateJobs(MigrationBuilder migration, string prefix)
    {
        migration.CreateTable(
            $"{prefix}automation_jobs",
            table => new
            {
                id = table.Column<Guid>(),
                agent_id = table.Column<Guid>(nullable: true),
                name = table.Column<string>(maxLength: 200),
                schedule = table.Column<string>(maxLength: 128, nullable: true),
                status = table.Column<string>(maxLength: 16),
                payload = table.Column<string>(type: JsonType),
                attempts = table.Column<int>(),
                run_at_utc = table.Column<DateTime>(),
                started_utc = table.Column<DateTime>(nullable: true),
                finished_utc = table.Column<DateTime>(nullable: true),
                last_error = table.Column<string>(nullable: true),
                created_utc = table.Column<DateTime>(),
                updated_utc = table.Column<DateTime>(),
                version = table.Column<int>(),
            },
            Schema,
            table =>
            {
                table.PrimaryKey($"PK_{prefix}automation_jobs", x => x.id);
                table.ForeignKey(
                    $"FK_{prefix}automation_jobs_workspace_agents_agent_id",
                    x => x.agent_id,
                    $"{prefix}workspace_agents",
                    "id",
                    Schema,
                    onDelete: ReferentialAction.SetNull);
            });
        migration.CreateIndex($"IX_{prefix}automation_jobs_agent_id", $"{prefix}automation_jobs", "agent_id", Schema);
        migration.CreateIndex(
            $"IX_{prefix}automation_jobs_status_run_at_utc", $"{prefix}automation_jobs", ["status", "run_at_utc"], Schema);
    }
}
