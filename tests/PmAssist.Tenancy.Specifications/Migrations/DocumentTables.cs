using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.Specifications.Migrations;

[DbContext(typeof(DocumentsDbContext))]
[Migration("20260101000000_DocumentTables")]
public class DocumentTables : Migration
{
    private const string Schema = WorkspaceSchema.TemplateName;

    internal static void Create(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "documents",
            table => new
            {
                id = table.Column<Guid>(),
                title = table.Column<string>(maxLength: 200),
                body = table.Column<string>(),
                author = table.Column<string>(maxLength: 64, nullable: true),
                size = table.Column<long>(),
                created_utc = table.Column<DateTime>(),
                updated_utc = table.Column<DateTime>(),
                agent_id = table.Column<Guid>(nullable: true),
            },
            Schema,
            table =>
            {
                table.PrimaryKey("PK_documents", x => x.id);
                table.ForeignKey(
                    "FK_documents_workspace_agents", x => x.agent_id, "workspace_agents", "id", Schema,
                    onDelete: ReferentialAction.SetNull);
            });
        migrationBuilder.CreateTable(
            "document_tags",
            table => new
            {
                document_id = table.Column<Guid>(),
                tag = table.Column<string>(maxLength: 64),
                note = table.Column<string>(nullable: true),
            },
            Schema,
            table =>
            {
                table.PrimaryKey("PK_document_tags", x => new { x.document_id, x.tag });
                table.ForeignKey(
                    "FK_document_tags_documents", x => x.document_id, "documents", "id", Schema, onDelete: ReferentialAction.Cascade);
            });
    }

    internal static void Drop(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("document_tags", Schema);
        migrationBuilder.DropTable("documents", Schema);
    }

    protected override void Up(MigrationBuilder migrationBuilder) => Create(migrationBuilder);

    protected override void Down(MigrationBuilder migrationBuilder) => Drop(migrationBuilder);
}
