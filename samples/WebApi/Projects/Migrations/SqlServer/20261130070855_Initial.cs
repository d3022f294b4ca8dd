using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebApi.Projects.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "ws_00000000000000000000000000000000");

            migrationBuilder.CreateTable(
                name: "tasks",
                schema: "ws_00000000000000000000000000000000",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    title = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    is_done = table.Column<bool>(type: "bit", nullable: false),
                    created_by = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    created_utc = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tasks", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "workspace_agents",
                schema: "ws_00000000000000000000000000000000",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    kind = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    configuration = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    enabled = table.Column<bool>(type: "bit", nullable: false),
                    created_utc = table.Column<DateTime>(type: "datetime2", nullable: false),
                    updated_utc = table.Column<DateTime>(type: "datetime2", nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_workspace_agents", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "workspace_integrations",
                schema: "ws_00000000000000000000000000000000",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    provider = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    external_id = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    display_name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    external_url = table.Column<string>(type: "nvarchar(2048)", maxLength: 2048, nullable: true),
                    configuration = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    status = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    created_utc = table.Column<DateTime>(type: "datetime2", nullable: false),
                    updated_utc = table.Column<DateTime>(type: "datetime2", nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_workspace_integrations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "automation_jobs",
                schema: "ws_00000000000000000000000000000000",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    agent_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    schedule = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: true),
                    status = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    payload = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    attempts = table.Column<int>(type: "int", nullable: false),
                    run_at_utc = table.Column<DateTime>(type: "datetime2", nullable: false),
                    started_utc = table.Column<DateTime>(type: "datetime2", nullable: true),
                    finished_utc = table.Column<DateTime>(type: "datetime2", nullable: true),
                    last_error = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    created_utc = table.Column<DateTime>(type: "datetime2", nullable: false),
                    updated_utc = table.Column<DateTime>(type: "datetime2", nullable: false),
                    version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_automation_jobs", x => x.id);
                    table.ForeignKey(
                        name: "FK_automation_jobs_workspace_agents_agent_id",
                        column: x => x.agent_id,
                        principalSchema: "ws_00000000000000000000000000000000",
                        principalTable: "workspace_agents",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateIndex(
                name: "IX_automation_jobs_agent_id",
                schema: "ws_00000000000000000000000000000000",
                table: "automation_jobs",
                column: "agent_id");

            migrationBuilder.CreateIndex(
                name: "IX_automation_jobs_status_run_at_utc",
                schema: "ws_00000000000000000000000000000000",
                table: "automation_jobs",
                columns: new[] { "status", "run_at_utc" });

            migrationBuilder.CreateIndex(
                name: "IX_workspace_integrations_provider_external_id",
                schema: "ws_00000000000000000000000000000000",
                table: "workspace_integrations",
                columns: new[] { "provider", "external_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "automation_jobs",
                schema: "ws_00000000000000000000000000000000");

            migrationBuilder.DropTable(
                name: "tasks",
                schema: "ws_00000000000000000000000000000000");

            migrationBuilder.DropTable(
                name: "workspace_integrations",
                schema: "ws_00000000000000000000000000000000");

            migrationBuilder.DropTable(
                name: "workspace_agents",
                schema: "ws_00000000000000000000000000000000");
        }
    }
}
