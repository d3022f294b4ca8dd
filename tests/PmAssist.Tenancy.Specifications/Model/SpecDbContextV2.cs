using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

/// <summary>The host's next version: the same workspaces, one migration more.</summary>
public class SpecDbContextV2(DbContextOptions<SpecDbContextV2> options) : WorkspaceDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        SpecModel.Map(modelBuilder);
        modelBuilder.Entity<Project>().Property<int>("Priority").HasDefaultValue(3);
    }
}
