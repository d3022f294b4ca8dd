using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A table that lies outside the workspaces on purpose.</summary>
public sealed class SharedTableTests(PostgreSqlServer server) : Specification(server)
{
    private const string Table = "pmassist_test_countries";

    [Fact]
    public async Task A_shared_table_is_read_from_every_workspace()
    {
        await using var host = await StartAsync();
        var workspaces = new[] { await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync() };
        await host.Database.ExecuteAsync($"CREATE TABLE public.{Table} (\"Id\" uuid PRIMARY KEY, \"Name\" text NOT NULL)");
        try
        {
            await host.Database.ExecuteAsync($"INSERT INTO public.{Table} VALUES (gen_random_uuid(), 'Norway')");
            await using var other = host.Another<SharedContext>();
            foreach (var workspace in workspaces)
            {
                await using var lease = await other.RentAsync<SharedContext>(workspace);
                (await lease.Context.Countries.Select(c => c.Name).ToListAsync(Token)).Should().Equal("Norway");
                (await lease.Context.Agents.Where(a => lease.Context.Countries.Any(c => c.Name == a.Name)).CountAsync(Token))
                    .Should().Be(0, "one query may use both");
                lease.Context.Countries.ToQueryString().Should().Contain($"public.{Table}");
            }
        }
        finally
        {
            await host.Database.ExecuteAsync($"DROP TABLE public.{Table}");
        }
    }

    [Fact]
    public void A_shared_table_that_a_migration_would_create_is_refused()
    {
        var options = new DbContextOptionsBuilder<IncludedContext>().UseWorkspaceSchemas(new PostgreSqlTenancyProvider("Host=localhost"))
            .Options;
        using var context = new IncludedContext(options);
        FluentActions.Invoking(() => context.Model)
            .Should().Throw<InvalidOperationException>().WithMessage("*Country*ExcludeFromMigrations()*");
    }

    private sealed class Country
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class SharedContext(DbContextOptions<SharedContext> options) : WorkspaceDbContext(options)
    {
        public DbSet<Country> Countries => Set<Country>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Country>().ToTable(Table, "public", table => table.ExcludeFromMigrations()).IsSharedAcrossWorkspaces();
        }
    }

    private sealed class IncludedContext(DbContextOptions<IncludedContext> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Country>().ToTable(Table, "public").IsSharedAcrossWorkspaces();
        }
    }
}
