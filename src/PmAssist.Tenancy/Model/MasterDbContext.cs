using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>
/// The master schema: the catalogue of workspaces, their members and the audit log. For queries: <c>SaveChanges</c> refuses a change
/// with <see cref="MasterReadOnlyException"/>. Changes go through the services, which keep the audit log. <c>ExecuteUpdate</c>,
/// <c>ExecuteDelete</c> and raw SQL are not refused.
/// </summary>
/// <remarks>
/// Scoped, and from <c>IDbContextFactory&lt;MasterDbContext&gt;</c>; pooled. Not safe for concurrent use, as any
/// <see cref="DbContext"/>.
/// </remarks>
public sealed class MasterDbContext : DbContext
{
    /// <summary>Creates the context.</summary>
    /// <param name="options">Its options.</param>
    public MasterDbContext(DbContextOptions<MasterDbContext> options)
        : base(MissingRules.Watch(options))
    {
    }

    /// <summary>All workspaces, the deleted ones among them.</summary>
    public DbSet<Workspace> Workspaces => Set<Workspace>();

    /// <summary>All members of all workspaces.</summary>
    public DbSet<WorkspaceMember> Members => Set<WorkspaceMember>();

    /// <summary>The audit log.</summary>
    public DbSet<AuditEntry> AuditLog => Set<AuditEntry>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Workspace>(MasterTables.Map);
        modelBuilder.Entity<WorkspaceMember>(MasterTables.Map);
        modelBuilder.Entity<AuditEntry>(MasterTables.Map);
    }

    /// <summary>
    /// Refuses to save. Without a change it does nothing, so a host may save every context of a scope.
    /// </summary>
    /// <param name="acceptAllChangesOnSuccess">Not used.</param>
    /// <exception cref="MasterReadOnlyException">Something would be saved.</exception>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        ThrowIfChanged();
        return 0;
    }

    /// <inheritdoc cref="SaveChanges(bool)"/>
    /// <param name="acceptAllChangesOnSuccess">Not used.</param>
    /// <param name="cancellationToken">Not used.</param>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        ThrowIfChanged();
        return Task.FromResult(0);
    }

    /// <summary>
    /// Saves, for the library's services, which write the audit entry with each change. The context's last call: what it tracks still
    /// counts as changed.
    /// </summary>
    internal Task<int> SaveAsync(CancellationToken cancellationToken)
        => base.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellationToken);

    private void ThrowIfChanged()
    {
        if (ChangeTracker.Entries().FirstOrDefault(e => e.State is not (EntityState.Unchanged or EntityState.Detached)) is { } changed)
        {
            throw new MasterReadOnlyException(changed.Metadata.ClrType);
        }
    }
}
