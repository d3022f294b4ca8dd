using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>The host's next version: the same workspaces, one migration more.</summary>
internal sealed class BenchDbContextV2(DbContextOptions<BenchDbContextV2> options) : WorkspaceDbContext(options)
{
    private static int _modelsBuilt;

    /// <summary>How often EF asked for the model in this process.</summary>
    public static int ModelsBuilt => _modelsBuilt;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        Interlocked.Increment(ref _modelsBuilt);
        base.OnModelCreating(modelBuilder);
    }
}
