using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PmAssist.Tenancy.PostgreSql.Migrations
{
    /// <inheritdoc />
    internal partial class MasterInitial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "pmassist_master_00000000000000000000000000000000");

            migrationBuilder.CreateTable(
                name: "AuditLog",
                schema: "pmassist_master_00000000000000000000000000000000",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_id = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    action = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    entity_type = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    entity_id = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    details = table.Column<string>(type: "jsonb", nullable: true),
                    occurred_utc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditLog", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "Workspace",
                schema: "pmassist_master_00000000000000000000000000000000",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    slug = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    db_schema_name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    schema_version = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true),
                    schema_fingerprint = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    last_error = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    created_utc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    updated_utc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_seen_utc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    deleted_utc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    properties = table.Column<string>(type: "jsonb", nullable: true),
                    purge_after_utc = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    request_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    restore_status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Workspace", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "WorkspaceMember",
                schema: "pmassist_master_00000000000000000000000000000000",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    role = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    joined_utc = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WorkspaceMember", x => new { x.workspace_id, x.user_id });
                    table.ForeignKey(
                        name: "FK_WorkspaceMember_Workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "pmassist_master_00000000000000000000000000000000",
                        principalTable: "Workspace",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AuditLog_occurred_utc_id",
                schema: "pmassist_master_00000000000000000000000000000000",
                table: "AuditLog",
                columns: new[] { "occurred_utc", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditLog_workspace_id_occurred_utc_id",
                schema: "pmassist_master_00000000000000000000000000000000",
                table: "AuditLog",
                columns: new[] { "workspace_id", "occurred_utc", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_Workspace_db_schema_name",
                schema: "pmassist_master_00000000000000000000000000000000",
                table: "Workspace",
                column: "db_schema_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Workspace_request_id",
                schema: "pmassist_master_00000000000000000000000000000000",
                table: "Workspace",
                column: "request_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Workspace_schema_fingerprint",
                schema: "pmassist_master_00000000000000000000000000000000",
                table: "Workspace",
                column: "schema_fingerprint");

            migrationBuilder.CreateIndex(
                name: "IX_Workspace_slug",
                schema: "pmassist_master_00000000000000000000000000000000",
                table: "Workspace",
                column: "slug",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_WorkspaceMember_user_id",
                schema: "pmassist_master_00000000000000000000000000000000",
                table: "WorkspaceMember",
                column: "user_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AuditLog",
                schema: "pmassist_master_00000000000000000000000000000000");

            migrationBuilder.DropTable(
                name: "WorkspaceMember",
                schema: "pmassist_master_00000000000000000000000000000000");

            migrationBuilder.DropTable(
                name: "Workspace",
                schema: "pmassist_master_00000000000000000000000000000000");
        }
    }
}
