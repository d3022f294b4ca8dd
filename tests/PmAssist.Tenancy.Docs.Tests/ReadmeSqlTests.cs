using Microsoft.EntityFrameworkCore;
using Snippets;

namespace PmAssist.Tenancy.Docs.Tests;

/// <summary>The SQL that the README shows is what EF makes of the model and what is sent.</summary>
public sealed class ReadmeSqlTests
{
    private static readonly Guid Northwind = new("a1e8b7c4-1f7d-4c5b-9a55-0d4c5e0f1a01");

    [Fact]
    public void The_sql_before_and_after_is_real()
    {
        // Neither text needs a server.
        const string NoServer = "Host=localhost";
        using var plain = new TemplateContext(new DbContextOptionsBuilder<TemplateContext>().UseNpgsql(NoServer).Options);
        using var bound = new AppDbContext(new DbContextOptionsBuilder<AppDbContext>()
            .UseWorkspaceSchemas(new PostgreSqlTenancyProvider(NoServer)).Options);
        bound.BindTo(WorkspaceSchema.For(Northwind));

        Markdown.Blocks(Repository.Read("README.md"), "sql").Should().Equal(Query(plain), Query(bound));
    }

    private static string Query(DbContext context)
        => context.Set<Invoice>().Where(i => i.Number.StartsWith("2026-")).OrderBy(i => i.Number).ToQueryString().ReplaceLineEndings("\n");

    /// <summary>EF alone, with the template as the model's default schema.</summary>
    private sealed class TemplateContext(DbContextOptions<TemplateContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Invoice>().ToTable("Invoices");
            modelBuilder.HasDefaultSchema(WorkspaceSchema.TemplateName);
        }
    }
}
