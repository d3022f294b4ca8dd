using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy;

namespace WebApi.Projects;

/// <summary>The host's main context: the library's tables and the tasks. Nothing in it names a schema.</summary>
public sealed class ProjectsDbContext(DbContextOptions<ProjectsDbContext> options) : WorkspaceDbContext(options)
{
    public DbSet<ProjectTask> Tasks => Set<ProjectTask>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<ProjectTask>(task =>
        {
            task.ToTable("tasks");
            task.Property(t => t.Id).HasColumnName("id");
            task.Property(t => t.Title).HasColumnName("title").HasMaxLength(ProjectTask.MaxTitleLength);
            task.Property(t => t.IsDone).HasColumnName("is_done");
            task.Property(t => t.DueOn).HasColumnName("due_on");
            task.Property(t => t.CreatedBy).HasColumnName("created_by").HasMaxLength(WorkspaceMember.MaxUserIdLength);
            task.Property(t => t.CreatedUtc).HasColumnName("created_utc")
                .HasConversion(t => t, t => DateTime.SpecifyKind(t, DateTimeKind.Utc));
        });
    }
}
