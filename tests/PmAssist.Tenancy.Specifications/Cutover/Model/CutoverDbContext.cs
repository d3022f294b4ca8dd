using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>The context of a host that comes from one global schema: the library's tables and two of its own.</summary>
public class CutoverDbContext(DbContextOptions<CutoverDbContext> options) : WorkspaceDbContext(options)
{
    public DbSet<Document> Documents => Set<Document>();

    public DbSet<DocumentTag> DocumentTags => Set<DocumentTag>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        DocumentModel.Map<WorkspaceAgent>(modelBuilder);
    }
}
