using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>
/// The library's tables of a workspace: integrations, agents, automation jobs. A host that wants them and tables of its own in one set
/// of migrations derives from it, as a host of ASP.NET Core Identity derives from <c>IdentityDbContext</c>. No other context has to.
/// </summary>
/// <remarks>
/// Bound to one workspace for the length of a lease; unbound, it runs no command. Scoped, from
/// <see cref="IWorkspaceContextFactory{TContext}"/>, or made by hand with
/// <see cref="WorkspaceSchemasExtensions.UseWorkspaceSchemas(DbContextOptionsBuilder, TenancyProvider, WorkspaceSchema?)"/>. Not safe for
/// concurrent use, as any <see cref="DbContext"/>. Do not keep a reference past its lease: EF cannot tell a stale reference
/// from the next lease of the same pooled instance. Options without the library's rules are refused.
/// </remarks>
public class WorkspaceDbContext : DbContext
{
    /// <summary>Creates the context.</summary>
    /// <param name="options">Its options.</param>
    public WorkspaceDbContext(DbContextOptions<WorkspaceDbContext> options)
        : base(MissingRules.Watch(options))
    {
    }

    /// <summary>Creates a derived context.</summary>
    /// <param name="options">Its options.</param>
    protected WorkspaceDbContext(DbContextOptions options)
        : base(MissingRules.Watch(options))
    {
    }

    /// <summary>The schema that the context is bound to.</summary>
    /// <exception cref="WorkspaceNotBoundException">The context has no workspace.</exception>
    public WorkspaceSchema Schema => this.GetService<ISchemaBinding>().Schema ?? throw new WorkspaceNotBoundException(GetType());

    /// <summary>The id of the workspace that the context is bound to.</summary>
    /// <exception cref="WorkspaceNotBoundException">The context has no workspace.</exception>
    public Guid WorkspaceId => Schema.WorkspaceId;

    /// <summary>Links to external systems.</summary>
    public DbSet<WorkspaceIntegration> Integrations => Set<WorkspaceIntegration>();

    /// <summary>Agents.</summary>
    public DbSet<WorkspaceAgent> Agents => Set<WorkspaceAgent>();

    /// <summary>Automation jobs.</summary>
    public DbSet<AutomationJob> Jobs => Set<AutomationJob>();

    /// <summary>
    /// Maps the library's tables. A derived context calls it first, then maps its own; one that does not is refused when its model is
    /// built.
    /// </summary>
    /// <param name="modelBuilder">The model's builder.</param>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);

        modelBuilder.Entity<WorkspaceIntegration>(integration =>
        {
            integration.ToTable(LibraryTables.Integrations);
            integration.Property(i => i.Provider).HasMaxLength(64);
            integration.Property(i => i.ExternalId).HasMaxLength(256);
            integration.Property(i => i.DisplayName).HasMaxLength(200);
            integration.Property(i => i.ExternalUrl).HasMaxLength(2048);
            integration.Property(i => i.Configuration).IsJson();
            integration.Property(i => i.Status).HasMaxLength(16).HasConversion(LowerCaseEnum.Converter<IntegrationStatus>());
            integration.HasIndex(i => new { i.Provider, i.ExternalId }).IsUnique();
            integration.ApplyColumnConventions();
        });

        modelBuilder.Entity<WorkspaceAgent>(agent =>
        {
            agent.ToTable(LibraryTables.Agents);
            agent.Property(a => a.Name).HasMaxLength(200);
            agent.Property(a => a.Kind).HasMaxLength(64);
            agent.Property(a => a.Configuration).IsJson();
            agent.ApplyColumnConventions();
        });

        modelBuilder.Entity<AutomationJob>(job =>
        {
            job.ToTable(LibraryTables.Jobs);
            job.Property(j => j.Name).HasMaxLength(200);
            job.Property(j => j.Schedule).HasMaxLength(128);
            job.Property(j => j.Status).HasMaxLength(16).HasConversion(LowerCaseEnum.Converter<JobStatus>());
            job.Property(j => j.Payload).IsJson();
            job.HasIndex(j => new { j.Status, j.RunAtUtc });
            job.HasOne<WorkspaceAgent>().WithMany().HasForeignKey(j => j.AgentId).OnDelete(DeleteBehavior.SetNull);
            job.ApplyColumnConventions();
        });
    }
}
