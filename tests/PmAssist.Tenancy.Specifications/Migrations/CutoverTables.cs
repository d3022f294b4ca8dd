using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.Specifications.Migrations;

[DbContext(typeof(CutoverDbContext))]
[Migration("20260101000000_CutoverTables")]
public class CutoverTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        SpecTables.CreateLibraryTables(migrationBuilder);
        DocumentTables.Create(migrationBuilder);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        DocumentTables.Drop(migrationBuilder);
        SpecTables.DropLibraryTables(migrationBuilder);
    }
}
