using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Benchmarks.Migrations;

/// <summary>Ten tables with their keys and indexes.</summary>
[DbContext(typeof(RecordsDbContext))]
[Migration(InitialId)]
internal sealed class RecordsInitial : BenchMigration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.EnsureSchema(Schema);
        var principal = RecordsDbContext.Tables[0];
        foreach (var table in RecordsDbContext.Tables)
        {
            Create(migrationBuilder, table, principal);
            principal = table;
        }
    }

    private void Create(MigrationBuilder migration, string name, string principal)
    {
        migration.CreateTable(
            name,
            table => new
            {
                Id = table.Column<Guid>(),
                ParentId = table.Column<Guid>(nullable: true),
                Name = table.Column<string>(maxLength: 200),
                Code = table.Column<string>(maxLength: 64),
                Data = table.Column<string>(type: JsonType),
                Amount = table.Column<decimal>(precision: 18, scale: 2),
                Quantity = table.Column<int>(),
                IsOpen = table.Column<bool>(),
                CreatedUtc = table.Column<DateTime>(),
            },
            Schema,
            table =>
            {
                table.PrimaryKey($"PK_{name}", x => x.Id);
                table.ForeignKey($"FK_{name}_{principal}_ParentId", x => x.ParentId, principal, "Id", Schema);
            });
        migration.CreateIndex($"IX_{name}_Code", name, "Code", Schema, unique: true);
        migration.CreateIndex($"IX_{name}_IsOpen_CreatedUtc", name, ["IsOpen", "CreatedUtc"], Schema);
        migration.CreateIndex($"IX_{name}_ParentId", name, "ParentId", Schema);
    }
}
