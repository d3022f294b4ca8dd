using Microsoft.EntityFrameworkCore;

namespace Adopting;

public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    public DbSet<Project> Projects => Set<Project>();

    public DbSet<TodoItem> Items => Set<TodoItem>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Project>().HasIndex(p => p.Name).IsUnique();
    }
}

public sealed class Project
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public List<TodoItem> Items { get; } = [];
}

public sealed class TodoItem
{
    public int Id { get; set; }

    public required string Title { get; set; }

    public bool IsDone { get; set; }
}
