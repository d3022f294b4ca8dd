using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Migrations;

[DbContext(typeof(UnnamedSchemaDbContext))]
[Migration("20260101000000_SpecInitial")]
public class SpecInitialOfUnnamedSchema : SpecInitial;

/// <summary>Does what the running test says.</summary>
[DbContext(typeof(UnnamedSchemaDbContext))]
[Migration("20260401000000_ByHand")]
public class ByHand : Migration
{
    private static readonly AsyncLocal<(Action<MigrationBuilder> Up, Action<MigrationBuilder> Down)> Written = new();

    public static void Write(Action<MigrationBuilder> up, Action<MigrationBuilder>? down = null)
        => Written.Value = (up, down ?? (_ => { }));

    protected override void Up(MigrationBuilder migrationBuilder) => Written.Value.Up(migrationBuilder);

    protected override void Down(MigrationBuilder migrationBuilder) => Written.Value.Down(migrationBuilder);
}
