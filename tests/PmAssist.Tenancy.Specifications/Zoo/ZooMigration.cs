using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo;

/// <summary>The first migration of a model.</summary>
public abstract class ZooMigration<TModel> : ModelMigration
    where TModel : ZooModel, new()
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        base.Up(migrationBuilder);
        foreach (var sql in new TModel().Sql(new ZooEngine(ActiveProvider)))
        {
            migrationBuilder.Sql(sql);
        }
    }
}
