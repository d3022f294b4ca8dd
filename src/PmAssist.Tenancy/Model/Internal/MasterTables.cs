using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PmAssist.Tenancy.Internal;

/// <summary>How the master's tables are mapped, by the master context and by a host's own.</summary>
internal static class MasterTables
{
    private const string WorkspaceTable = "Workspace";
    private const string MemberTable = "WorkspaceMember";

    public static void Map(EntityTypeBuilder<Workspace> workspace)
    {
        workspace.ToTable(WorkspaceTable);
        workspace.Ignore(w => w.Schema);
        workspace.Ignore(w => w.Properties);
        workspace.Property(w => w.Name).HasMaxLength(Workspace.MaxNameLength);
        workspace.Property(w => w.Slug).HasMaxLength(Workspace.MaxSlugLength);
        workspace.Property(w => w.DbSchemaName).HasMaxLength(64);
        workspace.Property(w => w.Status).HasMaxLength(32).HasConversion<string>();
        workspace.Property(w => w.SchemaVersion).HasMaxLength(150);
        workspace.Property(w => w.SchemaFingerprint).HasMaxLength(64);
        workspace.Property(w => w.LastError).HasMaxLength(Workspace.MaxErrorLength);
        workspace.Property(w => w.PropertiesJson!).IsJson();
        workspace.Property(w => w.RestoreStatus).HasMaxLength(32).HasConversion<string>();
        workspace.Property(w => w.RequestId).HasMaxLength(Workspace.MaxRequestIdLength);
        workspace.HasIndex(w => w.Slug).IsUnique();
        workspace.HasIndex(w => w.DbSchemaName).IsUnique();
        workspace.HasIndex(w => w.SchemaFingerprint);
        workspace.HasIndex(w => w.RequestId).IsUnique();
        workspace.ApplyColumnConventions();
        workspace.Property(w => w.PropertiesJson).HasColumnName("properties");
    }

    public static void Map(EntityTypeBuilder<WorkspaceMember> member)
    {
        member.ToTable(MemberTable);
        member.HasKey(m => new { m.WorkspaceId, m.UserId });
        member.Property(m => m.UserId).HasMaxLength(WorkspaceMember.MaxUserIdLength);
        member.Property(m => m.Role).HasMaxLength(16).HasConversion(LowerCaseEnum.Converter<WorkspaceRole>());
        member.HasIndex(m => m.UserId);
        member.HasOne<Workspace>().WithMany().HasForeignKey(m => m.WorkspaceId).OnDelete(DeleteBehavior.Cascade);
        member.ApplyColumnConventions();
    }

    public static void Map(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("AuditLog");
        entry.Ignore(e => e.Position);
        entry.Property(e => e.ActorId).HasMaxLength(128);
        entry.Property(e => e.Action).HasMaxLength(64);
        entry.Property(e => e.EntityType).HasMaxLength(64);
        entry.Property(e => e.EntityId).HasMaxLength(128);
        entry.Property(e => e.Details!).IsJson();
        entry.HasIndex(e => new { e.WorkspaceId, e.OccurredUtc, e.Id });
        entry.HasIndex(e => new { e.OccurredUtc, e.Id });
        entry.ApplyColumnConventions();
    }

    /// <summary>For a context that is not the master's: the tables are another's, so it neither creates nor changes them.</summary>
    public static void MapReadOnly(ModelBuilder modelBuilder, string? schema)
    {
        modelBuilder.Entity<Workspace>(workspace =>
        {
            Map(workspace);
            workspace.ToTable(WorkspaceTable, schema, table => table.ExcludeFromMigrations());
            RefuseSaves(workspace.Metadata);
        });
        modelBuilder.Entity<WorkspaceMember>(member =>
        {
            Map(member);
            member.ToTable(MemberTable, schema, table => table.ExcludeFromMigrations());
            RefuseSaves(member.Metadata);
        });
    }

    /// <summary>
    /// EF then throws for an entity of the type that is added or changed. It has no such switch for one that is removed.
    /// </summary>
    private static void RefuseSaves(IMutableEntityType entityType)
    {
        foreach (var property in entityType.GetProperties())
        {
            property.SetBeforeSaveBehavior(PropertySaveBehavior.Throw);
            property.SetAfterSaveBehavior(PropertySaveBehavior.Throw);
        }
    }
}
