using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Contexts;

/// <summary>As EF's scaffolding writes it: its OnConfiguring changes nothing where the options have an engine.</summary>
public class ScaffoldedDbContext(DbContextOptions<ScaffoldedDbContext> options) : DbContext(options)
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        ArgumentNullException.ThrowIfNull(optionsBuilder);
        if (!optionsBuilder.IsConfigured)
        {
            throw new InvalidOperationException("The options have an engine.");
        }
    }
}
