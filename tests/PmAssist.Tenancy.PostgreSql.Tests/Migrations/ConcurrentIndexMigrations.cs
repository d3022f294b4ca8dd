using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications.Migrations;

namespace PmAssist.Tenancy.PostgreSql.Tests.Migrations;

/// <summary>The next version of the specifications' host, with an index that must be made outside a transaction.</summary>
public sealed class ConcurrentIndexContext(DbContextOptions<ConcurrentIndexContext> options) : WorkspaceDbContext(options);

[DbContext(typeof(ConcurrentIndexContext))]
[Migration("20260101000000_SpecInitial")]
public sealed class SpecInitialOfConcurrentIndex : SpecInitial;

[DbContext(typeof(ConcurrentIndexContext))]
[Migration("20260301000000_IndexRank")]
public sealed class IndexRank : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.AddColumn<int>("Before", "projects", schema: WorkspaceSchema.TemplateName, nullable: true);
        migrationBuilder.Sql(
            $"CREATE INDEX CONCURRENTLY \"IX_projects_Rank\" ON {WorkspaceSchema.TemplateName}.projects (\"Rank\")",
            suppressTransaction: true);
        migrationBuilder.AddColumn<int>("After", "projects", schema: WorkspaceSchema.TemplateName, nullable: true);
    }
}
