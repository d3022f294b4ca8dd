using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Migrations;

[DbContext(typeof(StagedDbContext))]
[Migration("20260101000000_SpecInitial")]
public class SpecInitialOfStages : SpecInitial;

[DbContext(typeof(StagedDbContext))]
[Migration("20260301000000_Stages")]
public class Stages : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Run(migrationBuilder, "CREATE TABLE {0}stage_one (a int)");
        Run(migrationBuilder, "CREATE TABLE {0}stage_two (a int)", outside: true);
        Run(migrationBuilder, "CREATE TABLE {0}stage_three (a int)");
        Run(migrationBuilder, "INSERT INTO {0}stage_three VALUES (4)", outside: true);
        Run(migrationBuilder, "CREATE TABLE {0}stage_five (a int)");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        Run(migrationBuilder, "DROP TABLE {0}stage_five");
        Run(migrationBuilder, "DROP TABLE {0}stage_three", outside: true);
        Run(migrationBuilder, "DROP TABLE {0}stage_two");
        Run(migrationBuilder, "DROP TABLE {0}stage_one");
    }

    private static void Run(MigrationBuilder migrationBuilder, string sql, bool outside = false)
    {
        var schema = migrationBuilder.ActiveProvider == "Microsoft.EntityFrameworkCore.Sqlite" ? "" : $"{WorkspaceSchema.TemplateName}.";
        migrationBuilder.Sql(sql.Replace("{0}", schema, StringComparison.Ordinal), suppressTransaction: outside);
    }
}
