using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>The context of a host that comes from one global schema: the library's tables and two of its own.</summary>
public class CutoverDbContext(DbContextOptions<CutoverDbContext> options) : WorkspaceDbContext(options)
{
    public DbSet<Document> Documents => Set<Document>();

    public DbSet<DocumentTag> DocumentTags => Set<DocumentTag>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Document>(document =>
        {
            document.ToTable("documents");
            document.Property(d => d.Title).HasMaxLength(200);
            document.Property(d => d.Author).HasMaxLength(64);
            document.HasOne<WorkspaceAgent>().WithMany().HasForeignKey(d => d.AgentId).OnDelete(DeleteBehavior.SetNull);
            document.ApplyColumnConventions();
        });
        modelBuilder.Entity<DocumentTag>(tag =>
        {
            tag.ToTable("document_tags");
            tag.HasKey(t => new { t.DocumentId, t.Tag });
            tag.Property(t => t.Tag).HasMaxLength(64);
            tag.HasOne<Document>().WithMany().HasForeignKey(t => t.DocumentId).OnDelete(DeleteBehavior.Cascade);
            tag.ApplyColumnConventions();
        });
    }
}
