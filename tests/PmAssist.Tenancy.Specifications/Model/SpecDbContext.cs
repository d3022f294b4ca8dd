using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

/// <summary>The host's context of the specifications. Every row says which workspace it was written for.</summary>
public class SpecDbContext(DbContextOptions<SpecDbContext> options) : WorkspaceDbContext(options)
{
    public DbSet<Project> Projects => Set<Project>();

    public DbSet<Ticket> Tickets => Set<Ticket>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        SpecModel.Map(modelBuilder);
    }
}
