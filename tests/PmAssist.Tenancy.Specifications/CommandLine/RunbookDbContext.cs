using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications.Migrations;

namespace PmAssist.Tenancy.Specifications.CommandLine;

/// <summary>The build that comes after <see cref="SpecDbContextV2"/>, with a migration more.</summary>
public class RunbookDbContext(DbContextOptions<RunbookDbContext> options) : WorkspaceDbContext(options);

[DbContext(typeof(RunbookDbContext))]
[Migration("20260101000000_SpecInitial")]
public class SpecInitialOfRunbook : SpecInitial;

[DbContext(typeof(RunbookDbContext))]
[Migration("20260201000000_AddPriority")]
public class AddPriorityOfRunbook : AddPriority;

[DbContext(typeof(RunbookDbContext))]
[Migration("20260301000000_AddNotes")]
public class AddNotes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "notes", table => new { Id = table.Column<Guid>() }, WorkspaceSchema.TemplateName,
            table => table.PrimaryKey("PK_notes", x => x.Id));
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DropTable("notes", WorkspaceSchema.TemplateName);
    }
}
