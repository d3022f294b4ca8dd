using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>The host's own tables alone, beside <see cref="WorkspaceDbContext"/>, which makes the agents that documents refer to.</summary>
public class DocumentsDbContext(DbContextOptions<DocumentsDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        DocumentModel.Map<DocumentAgent>(modelBuilder);
        modelBuilder.Entity<DocumentAgent>(agent =>
        {
            agent.ToTable("workspace_agents", table => table.ExcludeFromMigrations());
            agent.Property(a => a.Id).HasColumnName("id");
        });
    }
}
