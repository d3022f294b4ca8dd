using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Migrations;

internal static class SpecTables
{
    private const string Schema = WorkspaceSchema.TemplateName;

    public static void Create(MigrationBuilder migration)
    {
        CreateLibraryTables(migration);
        var json = JsonType(migration);
        migration.CreateTable(
            "projects",
            table => new
            {
                Id = table.Column<Guid>(),
                WrittenFor = table.Column<Guid>(),
                Name = table.Column<string>(maxLength: 200),
                Settings = table.Column<string>(type: json),
                Rank = table.Column<int>(),
            },
            Schema,
            table => table.PrimaryKey("PK_projects", x => x.Id));
        migration.CreateTable(
            "tickets",
            table => new
            {
                Id = table.Column<Guid>(),
                WrittenFor = table.Column<Guid>(),
                Title = table.Column<string>(maxLength: 200),
                ProjectId = table.Column<Guid>(),
            },
            Schema,
            table =>
            {
                table.PrimaryKey("PK_tickets", x => x.Id);
                table.ForeignKey("FK_tickets_projects", x => x.ProjectId, "projects", "Id", Schema, onDelete: ReferentialAction.Cascade);
            });
    }

    /// <summary>The tables that every workspace context has.</summary>
    public static void CreateLibraryTables(MigrationBuilder migration)
    {
        migration.EnsureSchema(Schema);
        var json = JsonType(migration);
        migration.CreateTable(
            "workspace_integrations",
            table => new
            {
                id = table.Column<Guid>(),
                provider = table.Column<string>(maxLength: 64),
                external_id = table.Column<string>(maxLength: 256),
                display_name = table.Column<string>(maxLength: 200),
                external_url = table.Column<string>(maxLength: 2048, nullable: true),
                configuration = table.Column<string>(type: json),
                status = table.Column<string>(maxLength: 16),
                created_utc = table.Column<DateTime>(),
                updated_utc = table.Column<DateTime>(),
                version = table.Column<int>(),
            },
            Schema,
            table => table.PrimaryKey("PK_workspace_integrations", x => x.id));
        migration.CreateTable(
            "workspace_agents",
            table => new
            {
                id = table.Column<Guid>(),
                name = table.Column<string>(maxLength: 200),
                kind = table.Column<string>(maxLength: 64),
                configuration = table.Column<string>(type: json),
                enabled = table.Column<bool>(),
                created_utc = table.Column<DateTime>(),
                updated_utc = table.Column<DateTime>(),
                version = table.Column<int>(),
            },
            Schema,
            table => table.PrimaryKey("PK_workspace_agents", x => x.id));
        migration.CreateTable(
            "automation_jobs",
            table => new
            {
                id = table.Column<Guid>(),
                agent_id = table.Column<Guid>(nullable: true),
                name = table.Column<string>(maxLength: 200),
                schedule = table.Column<string>(maxLength: 128, nullable: true),
                status = table.Column<string>(maxLength: 16),
                payload = table.Column<string>(type: json),
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
                table.PrimaryKey("PK_automation_jobs", x => x.id);
                table.ForeignKey(
                    "FK_automation_jobs_workspace_agents", x => x.agent_id, "workspace_agents", "id", Schema,
                    onDelete: ReferentialAction.SetNull);
            });
        migration.CreateIndex(
            "IX_workspace_integrations_provider_external_id", "workspace_integrations", ["provider", "external_id"], Schema, unique: true);
    }

    public static void Drop(MigrationBuilder migration)
    {
        migration.DropTable("tickets", Schema);
        migration.DropTable("projects", Schema);
        DropLibraryTables(migration);
    }

    public static void DropLibraryTables(MigrationBuilder migration)
    {
        foreach (var table in new[] { "automation_jobs", "workspace_agents", "workspace_integrations" })
        {
            migration.DropTable(table, Schema);
        }
    }

    private static string JsonType(MigrationBuilder migration)
        => migration.ActiveProvider switch
        {
            "Npgsql.EntityFrameworkCore.PostgreSQL" => "jsonb",
            "Microsoft.EntityFrameworkCore.SqlServer" => "nvarchar(max)",
            _ => "TEXT",
        };
}
