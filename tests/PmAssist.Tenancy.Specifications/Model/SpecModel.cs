using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

public static class SpecModel
{
    public static void Map(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Project>(project =>
        {
            project.ToTable("projects");
            project.Property(p => p.Name).HasMaxLength(200);
            project.Property(p => p.Settings).IsJson();
        });
        modelBuilder.Entity<Ticket>(ticket =>
        {
            ticket.ToTable("tickets");
            ticket.Property(t => t.Title).HasMaxLength(200);
            ticket.HasOne(t => t.Project).WithMany(p => p.Tickets).HasForeignKey(t => t.ProjectId);
        });
    }
}
