using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// EF without the library: nothing of it is registered for these contexts. Deriving from the library's context only gives
/// them the same entities, so that both sides have the same model.
/// </summary>
internal abstract class RivalDbContext(DbContextOptions options, string schema) : WorkspaceDbContext(options)
{
    public new string Schema => schema;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.HasDefaultSchema(schema);
        if (Database.ProviderName == PostgreSqlEngine.EfName)
        {
            modelBuilder.Entity<WorkspaceIntegration>().Property(i => i.Configuration).HasColumnType("jsonb");
            modelBuilder.Entity<WorkspaceAgent>().Property(a => a.Configuration).HasColumnType("jsonb");
            modelBuilder.Entity<AutomationJob>().Property(j => j.Payload).HasColumnType("jsonb");
        }
    }
}
