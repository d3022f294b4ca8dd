using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo;

/// <summary>The first migration of a model.</summary>
public abstract class ZooMigration<TModel> : Migration
    where TModel : ZooModel, new()
{
    public override IModel TargetModel => ZooMigrationSource.Model;

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Operations.AddRange(ZooMigrationSource.CreateOperations());
        foreach (var sql in new TModel().Sql(new ZooEngine(ActiveProvider)))
        {
            migrationBuilder.Sql(sql);
        }
    }
}
