using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Beside;

/// <summary>An ordinary context of a host, with foreign keys to the master's tables.</summary>
public sealed class LedgerDbContext(DbContextOptions<LedgerDbContext> options, string masterSchema) : DbContext(options)
{
    /// <summary>Each test has a master schema of its own, and its tables beside it.</summary>
    public string MasterSchema => masterSchema;

    public DbSet<LedgerEntry> Entries => Set<LedgerEntry>();

    public DbSet<Workspace> Workspaces => Set<Workspace>();

    public DbSet<WorkspaceMember> Members => Set<WorkspaceMember>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.MapWorkspaces(masterSchema);
        modelBuilder.Entity<LedgerEntry>(entry =>
        {
            entry.ToTable("ledger", masterSchema);
            entry.Property(e => e.Amount).HasPrecision(18, 2);
            entry.Property(e => e.PayerId).HasMaxLength(WorkspaceMember.MaxUserIdLength);
            entry.HasOne<Workspace>().WithMany().HasForeignKey(e => e.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
            entry.HasOne<WorkspaceMember>().WithMany().HasForeignKey(e => new { e.WorkspaceId, e.PayerId })
                .OnDelete(DeleteBehavior.Cascade);
        });
    }
}
