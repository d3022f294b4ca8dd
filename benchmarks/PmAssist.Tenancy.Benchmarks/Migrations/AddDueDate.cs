using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Benchmarks.Migrations;

/// <summary>The migration that is measured: a column and an index.</summary>
[DbContext(typeof(BenchDbContextV2))]
[Migration(NextId)]
internal sealed class AddDueDate : BenchMigration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.AddColumn<DateTime>("due_utc", "automation_jobs", schema: Schema, nullable: true);
        migrationBuilder.CreateIndex("IX_automation_jobs_due_utc", "automation_jobs", "due_utc", Schema);
    }
}
