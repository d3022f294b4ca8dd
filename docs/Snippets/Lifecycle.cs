using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;

namespace Snippets;

public static class Lifecycle
{
    public static async Task RunAsync(
        IWorkspaceService workspaces, IWorkspaceMemberService members, IAuditLog audit, Guid id, CancellationToken cancellationToken)
    {
        #region lifecycle
        var request = new NewWorkspace("Northwind", ownerId: "ada") { Id = id };
        var workspace = await workspaces.CreateAsync(request, cancellationToken);

        await members.AddAsync(workspace.Id, "grace", WorkspaceRole.Member, actorId: "ada", cancellationToken);
        await workspaces.RenameAsync(workspace.Id, "Northwind Traders", actorId: "ada", cancellationToken);
        await workspaces.SuspendAsync(workspace.Id, actorId: "ada", cancellationToken);
        await workspaces.ResumeAsync(workspace.Id, actorId: "ada", cancellationToken);
        await workspaces.DeleteAsync(workspace.Id, actorId: "ada", cancellationToken);

        foreach (var entry in await audit.ReadAsync(workspace.Id, cancellationToken: cancellationToken))
        {
            Console.WriteLine($"{entry.OccurredUtc:u} {entry.ActorId ?? "system"} {entry.Action}");
        }
        #endregion
    }

    public static async Task SwitchOffAsync(IWorkspaceService workspaces, Guid workspaceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspaces);
        #region switch-off
        await workspaces.SuspendAsync(workspaceId, actorId: "billing", cancellationToken);
        try
        {
            await workspaces.ArchiveAsync(workspaceId, actorId: "billing", cancellationToken);
        }
        catch (WorkspaceConflictException conflict) when (conflict.Status == WorkspaceStatus.Active)
        {
            // Somebody resumed it in between, and nothing was changed.
            Console.WriteLine($"{conflict.Slug} is {conflict.Status}, so it does not become {conflict.TargetStatus}.");
        }
        #endregion
    }

    public static void Observe(IServiceCollection services)
    {
        #region observe
        services.AddSingleton<IWorkspaceObserver, BillingObserver>();
        #endregion
    }

    public static async Task FollowAsync(
        IAuditLog audit,
        Func<Task<string?>> LoadPositionAsync,
        Func<string, Task> SavePositionAsync,
        Func<Guid, Task> ForgetAsync,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(audit);
        #region follow
        await foreach (var entry in audit.FollowAsync(after: await LoadPositionAsync(), cancellationToken: cancellationToken))
        {
            if (entry is { Action: "workspace.purged", WorkspaceId: { } workspaceId })
            {
                await ForgetAsync(workspaceId);
            }

            await SavePositionAsync(entry.Position);
        }
        #endregion
    }

    public static TenancyBuilder Seed(TenancyBuilder tenancy)
    {
        ArgumentNullException.ThrowIfNull(tenancy);
        #region seed
        tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(async (context, _, cancellationToken) =>
        {
            var agents = context.Set<WorkspaceAgent>();
            if (!await agents.AnyAsync(cancellationToken))
            {
                agents.Add(new WorkspaceAgent { Name = "Triage", Kind = "triage" });
                await context.SaveChangesAsync(cancellationToken);
            }
        }));
        #endregion
        return tenancy;
    }

    public static async Task<Workspace> RetryAsync(IWorkspaceService workspaces, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspaces);
        #region retry
        var request = new NewWorkspace("Northwind", ownerId: "ada") { Id = id };
        try
        {
            return await workspaces.CreateAsync(request, cancellationToken);
        }
        catch (WorkspaceMigrationException)
        {
            var failed = await workspaces.GetAsync(id, cancellationToken);
            Console.Error.WriteLine($"{failed.Status}: {failed.LastError}");
            throw;
        }
        #endregion
    }

    public static void Grant(IServiceCollection services, string connectionString, string schemaChangeConnectionString)
    {
        #region grant-postgresql
        services.AddPmAssistTenancy<AppDbContext>(tenancy => tenancy
            .UseNpgsql(connectionString, schemaChangeConnectionString: schemaChangeConnectionString)
            .OnMasterMigrated((context, token) => context.Database.ExecuteSqlRawAsync(
                $"""
                GRANT USAGE ON SCHEMA {TenancyOptions.MasterTemplateName} TO app_user;
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {TenancyOptions.MasterTemplateName} TO app_user
                """,
                token))
            .OnSchemaCreated((context, token) => context.Database.ExecuteSqlRawAsync(
                $"""
                GRANT USAGE ON SCHEMA {WorkspaceSchema.TemplateName} TO app_user;
                ALTER DEFAULT PRIVILEGES IN SCHEMA {WorkspaceSchema.TemplateName}
                    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app_user
                """,
                token)));
        #endregion
    }
}
