using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>
/// The master schema: the catalogue of workspaces, their members and the audit log. For queries; changes go through the
/// services, which keep the audit log.
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
        modelBuilder.Entity<Workspace>(workspace =>
        {
            workspace.ToTable("Workspace");
            workspace.Ignore(w => w.Schema);
            workspace.Property(w => w.Name).HasMaxLength(Workspace.MaxNameLength);
            workspace.Property(w => w.Slug).HasMaxLength(Workspace.MaxSlugLength);
            workspace.Property(w => w.DbSchemaName).HasMaxLength(64);
            workspace.Property(w => w.Status).HasMaxLength(32).HasConversion<string>();
            workspace.Property(w => w.SchemaVersion).HasMaxLength(150);
            workspace.Property(w => w.SchemaFingerprint).HasMaxLength(64);
            workspace.Property(w => w.LastError).HasMaxLength(Workspace.MaxErrorLength);
            workspace.HasIndex(w => w.Slug).IsUnique();
            workspace.HasIndex(w => w.DbSchemaName).IsUnique();
            workspace.HasIndex(w => w.SchemaFingerprint);
            workspace.ApplyColumnConventions();
        });

        modelBuilder.Entity<WorkspaceMember>(member =>
        {
            member.ToTable("WorkspaceMember");
            member.HasKey(m => new { m.WorkspaceId, m.UserId });
            member.Property(m => m.UserId).HasMaxLength(WorkspaceMember.MaxUserIdLength);
            member.Property(m => m.Role).HasMaxLength(16).HasConversion(LowerCaseEnum.Converter<WorkspaceRole>());
            member.HasIndex(m => m.UserId);
            member.HasOne<Workspace>().WithMany().HasForeignKey(m => m.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
            member.ApplyColumnConventions();
        });

        modelBuilder.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("AuditLog");
            entry.Ignore(e => e.Position);
            entry.Property(e => e.ActorId).HasMaxLength(128);
            entry.Property(e => e.Action).HasMaxLength(64);
            entry.Property(e => e.EntityType).HasMaxLength(64);
            entry.Property(e => e.EntityId).HasMaxLength(128);
            entry.Property(e => e.Details!).IsJson();
            entry.HasIndex(e => new { e.WorkspaceId, e.OccurredUtc, e.Id });
            entry.ApplyColumnConventions();
        });
    }
}
