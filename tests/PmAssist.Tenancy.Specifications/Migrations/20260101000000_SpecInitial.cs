using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Migrations;

/// <summary>
/// Written by hand so that one migration serves every engine: columns have CLR types, and the engine chooses its own. In the
/// namespace <c>…Migrations</c>, so it belongs to all of them.
/// </summary>
[DbContext(typeof(SpecDbContext))]
[Migration("20260101000000_SpecInitial")]
public class SpecInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        SpecTables.Create(migrationBuilder);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        SpecTables.Drop(migrationBuilder);
    }
}
