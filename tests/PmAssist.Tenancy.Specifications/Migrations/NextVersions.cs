using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Migrations;

[DbContext(typeof(SpecDbContextV2))]
[Migration("20260101000000_SpecInitial")]
public class SpecInitialOfV2 : SpecInitial;

[DbContext(typeof(SpecDbContextV2))]
[Migration("20260201000000_AddPriority")]
public class AddPriority : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.AddColumn<int>("Priority", "projects", schema: WorkspaceSchema.TemplateName, nullable: false, defaultValue: 3);
        migrationBuilder.CreateTable(
            "labels",
            table => new { Id = table.Column<Guid>(), Text = table.Column<string>(maxLength: 50) },
            WorkspaceSchema.TemplateName,
            table => table.PrimaryKey("PK_labels", x => x.Id));
        migrationBuilder.CreateIndex("IX_labels_Text", "labels", "Text", WorkspaceSchema.TemplateName);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DropTable("labels", WorkspaceSchema.TemplateName);
        if (migrationBuilder.ActiveProvider == "Microsoft.EntityFrameworkCore.Sqlite")
        {
            // EF rebuilds the table for this, from a target model that a migration written by hand has not.
            migrationBuilder.Sql("ALTER TABLE projects DROP COLUMN Priority");
            return;
        }

        migrationBuilder.DropColumn("Priority", "projects", WorkspaceSchema.TemplateName);
    }
}

[DbContext(typeof(SpecDbContextV3))]
[Migration("20260101000000_SpecInitial")]
public class SpecInitialOfV3 : SpecInitial;

[DbContext(typeof(SpecDbContextV3))]
[Migration("20260115000000_AddDueDate")]
public class AddDueDate : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.AddColumn<DateTime>("DueDate", "tickets", schema: WorkspaceSchema.TemplateName, nullable: true);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        if (migrationBuilder.ActiveProvider == "Microsoft.EntityFrameworkCore.Sqlite")
        {
            // EF rebuilds the table for this, from a target model that a migration written by hand has not.
            migrationBuilder.Sql("ALTER TABLE tickets DROP COLUMN DueDate");
            return;
        }

        migrationBuilder.DropColumn("DueDate", "tickets", WorkspaceSchema.TemplateName);
    }
}

[DbContext(typeof(SpecDbContextV3))]
[Migration("20260201000000_AddPriority")]
public class AddPriorityOfV3 : AddPriority;
