using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Specifications.Cutover;

internal static class DocumentModel
{
    /// <typeparam name="TAgent">What stands for an agent in the context.</typeparam>
    public static void Map<TAgent>(ModelBuilder modelBuilder)
        where TAgent : class
    {
        modelBuilder.Entity<Document>(document =>
        {
            document.ToTable("documents");
            document.Property(d => d.Title).HasMaxLength(200);
            document.Property(d => d.Author).HasMaxLength(64);
            document.HasOne<TAgent>().WithMany().HasForeignKey(d => d.AgentId).OnDelete(DeleteBehavior.SetNull);
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
