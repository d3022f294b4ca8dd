using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// What <c>dotnet ef</c> would write as the first migration of its context's model, on each engine: see <see cref="ModelMigrations"/>.
/// </summary>
public abstract class ModelMigration : Migration
{
    public override IModel TargetModel => ModelMigrations.ModelOf(ContextType, ActiveProvider!);

    private Type ContextType => GetType().GetCustomAttribute<DbContextAttribute>()!.ContextType;

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Operations.AddRange(ModelMigrations.OperationsOf(ContextType, ActiveProvider!));
    }
}
