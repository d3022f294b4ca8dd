using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>EF without the library, on the same model.</summary>
internal abstract class RivalDbContext(DbContextOptions options, string schema) : DbContext(options)
{
    public string Schema => schema;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        new LibraryModel().Map(modelBuilder);
        modelBuilder.HasDefaultSchema(schema);
        if (Database.ProviderName == PostgreSqlEngine.EfName)
        {
            modelBuilder.Entity<WorkspaceIntegration>().Property(i => i.Configuration).HasColumnType("jsonb");
            modelBuilder.Entity<WorkspaceAgent>().Property(a => a.Configuration).HasColumnType("jsonb");
            modelBuilder.Entity<AutomationJob>().Property(j => j.Payload).HasColumnType("jsonb");
        }
    }

    /// <summary>Lends its mapping; it is never used as a context.</summary>
    private sealed class LibraryModel() : WorkspaceDbContext(new DbContextOptions<WorkspaceDbContext>())
    {
        public void Map(ModelBuilder modelBuilder) => OnModelCreating(modelBuilder);
    }
}
