using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Benchmarks.Migrations;

/// <summary>The migration that is measured: a column and an index in each module.</summary>
[DbContext(typeof(BenchDbContextV2))]
[Migration(NextId)]
internal class AddDueDate : BenchMigration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        foreach (var prefix in Prefixes)
        {
            migrationBuilder.AddColumn<DateTime>("due_utc", $"{prefix}automation_jobs", schema: Schema, nullable: true);
            migrationBuilder.CreateIndex($"IX_{prefix}automation_jobs_due_utc", $"{prefix}automation_jobs", "due_utc", Schema);
        }
    }
}
