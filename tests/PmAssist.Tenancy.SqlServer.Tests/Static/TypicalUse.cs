using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>Everything the library does, once, so that each statement it can emit is recorded.</summary>
public sealed class TypicalUse : IAsyncLifetime
{
    public static readonly Guid First = new("11111111-1111-1111-1111-111111111111");
    public static readonly Guid Second = new("22222222-2222-2222-2222-222222222222");

    private readonly RecordingServer _server = new();

    /// <summary>What was sent to the server.</summary>
    public IReadOnlyList<string> Sent => _server.Statements;

    /// <summary>What was sent, the scripts that a host can have made, and the text of what they run with EXEC.</summary>
    public IReadOnlyList<string> Statements { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await using var services = RecordedHost.Create(
            _server,
            sqlServer => sqlServer.EnableRetryOnFailure(),
            tenancy => tenancy.OnSchemaCreated((context, token) => context.Database.ExecuteSqlRawAsync(
                $"GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA::[{WorkspaceSchema.TemplateName}] TO [app]", token)));
        var migrator = services.GetRequiredService<IWorkspaceMigrator>();
        await migrator.MigrateMasterAsync();
        await migrator.MigrateMasterAsync();
        await ProvisionAsync(services);
        await UseCatalogueAsync(services);
        var hosted = services.GetServices<IHostedService>().OfType<IHostedLifecycleService>().ToList();
        hosted.ForEach(h => h.StartAsync(CancellationToken.None).GetAwaiter().GetResult());
        await UseWorkspaceAsync(services);
        await ObserveAsync();
        hosted.ForEach(h => h.StoppedAsync(CancellationToken.None).GetAwaiter().GetResult());
        await UseFleetAsync(services);
        await MigrateAsync(services, migrator);
        await services.GetRequiredService<TenancyProvider>().GetSchemasAsync(
            services.GetRequiredService<IDbContextFactory<MasterDbContext>>().CreateDbContext(), CancellationToken.None);
        await DeleteAsync(services);

        var texts = Sent.Concat(ScriptsOf(services)).ToList();
        Statements = [.. texts, .. texts.SelectMany(TSql.TextsRunBy)];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task ObserveAsync()
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, all) =>
            {
                if (instrument.Name == "pmassist.workspaces")
                {
                    all.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.Start();
        listener.RecordObservableInstruments();
        await Waiting.UntilAsync(
            () => Task.FromResult(Sent.Any(
                s => s.Contains("GROUP BY", StringComparison.Ordinal)
                    && s.Contains("[db_schema_name] IS NOT NULL", StringComparison.Ordinal))),
            "the fleet was counted");
    }

    private static async Task ProvisionAsync(ServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        await workspaces.CreateAsync(new NewWorkspace("First", ownerId: "ada") { Id = First });
        await workspaces.CreateAsync(new NewWorkspace("Second", ownerId: "ada") { Id = Second });
    }

    private static async Task UseCatalogueAsync(ServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        await workspaces.ListAsync();
        await workspaces.ListAsync(
            new WorkspaceFilter { Status = WorkspaceStatus.Active, Name = "i", MemberId = "grace", HasError = true }, take: 2, after: "a");
        await workspaces.FindBySlugAsync("first");
        await workspaces.RenameAsync(First, "First and foremost");
        await workspaces.ChangeSlugAsync(First, "foremost");
        await workspaces.ChangePropertiesAsync(First, new Dictionary<string, object?> { ["plan"] = "pro", ["seats"] = 25 });
        await workspaces.ListAsync(new WorkspaceFilter { Property = ("billing.plan-1", "pro") });
        await workspaces.SuspendAsync(First);
        await workspaces.ResumeAsync(First);
        await workspaces.TouchAsync(First);

        var members = scope.ServiceProvider.GetRequiredService<IWorkspaceMemberService>();
        await members.AddAsync(First, "grace", WorkspaceRole.Member);
        await members.ChangeRoleAsync(First, "grace", WorkspaceRole.Admin);
        await members.ListAsync(First);
        await members.ListAsync(First, after: "a");
        await members.RemoveAsync(First, "grace");

        var audit = scope.ServiceProvider.GetRequiredService<IAuditLog>();
        var written = await audit.WriteAsync(new NewAuditEntry("report.sent", "Report", "7") { WorkspaceId = First });
        await audit.ReadAsync(First);
        await audit.ReadAsync(First, before: written.Position);
    }

    private static async Task UseWorkspaceAsync(ServiceProvider services)
    {
        await using var scope = await services.GetRequiredService<IWorkspaceScopeFactory>().CreateScopeAsync(First);
        var integrations = scope.ServiceProvider.GetRequiredService<IIntegrationService>();
        var created = await integrations.CreateAsync(new NewIntegration("github", "northwind/shop", "Shop"));
        await integrations.ListAsync("github");
        await integrations.FindAsync(created.Id);
        await integrations.UpdateAsync(created.Id, new IntegrationChanges { Status = IntegrationStatus.Disabled });
        await integrations.RemoveAsync(created.Id);

        var context = scope.ServiceProvider.GetRequiredService<WorkspaceDbContext>();
        var agent = new WorkspaceAgent { Name = "Triage", Kind = "triage" };
        context.Add(agent);
        for (var i = 0; i < 50; i++)
        {
            context.Add(
                new AutomationJob
                {
                    Name = $"Job {i}",
                    AgentId = agent.Id,
                    RunAtUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)
                });
        }

        await context.SaveChangesAsync();
        var names = new[] { "Triage", "Other" };
        await context.Agents.Where(a => names.Contains(a.Name)).ToListAsync();
        await context.Jobs.GroupBy(j => j.Status).Select(g => new { g.Key, Count = g.Count() }).ToListAsync();
        await context.Jobs.Join(context.Agents, j => j.AgentId, a => a.Id, (j, a) => new { j.Name, Agent = a.Name })
            .OrderBy(r => r.Name).Skip(10).Take(10).ToListAsync();
        await context.Jobs.AnyAsync(j => j.Status == JobStatus.Pending);
        await context.Jobs.Where(j => j.Attempts > 3).ExecuteUpdateAsync(s => s.SetProperty(j => j.Status, JobStatus.Failed));
        await context.Jobs.Where(j => j.Status == JobStatus.Cancelled).ExecuteDeleteAsync();
        await context.Jobs.FromSqlRaw($"SELECT * FROM [{WorkspaceSchema.TemplateName}].[automation_jobs]").ToListAsync();
        await context.Database.ExecuteSqlAsync(
            WorkspaceSchema.Sql($"UPDATE [{WorkspaceSchema.TemplateName}].[automation_jobs] SET [attempts] = {0} WHERE [attempts] > {3}"));
    }

    private static async Task UseFleetAsync(ServiceProvider services)
    {
        var fleet = services.GetRequiredService<IWorkspaceFleet<WorkspaceDbContext>>();
        var options = new WorkspaceVisitOptions { MaxParallelism = 1 };
        await fleet.VisitAsync((_, context, token) => context.Jobs.CountAsync(token), options);
        await fleet.QueryAsync(context => context.Jobs.Where(j => j.Status == JobStatus.Failed).Select(j => j.Name)).ToListAsync();
    }

    /// <summary>The second workspace goes back to nothing and is brought up again, by a run over all of them.</summary>
    private static async Task MigrateAsync(ServiceProvider services, IWorkspaceMigrator migrator)
    {
        await migrator.MigrateAsync(Second, "0");
        await migrator.GetStatusAsync();
        var report = await migrator.RunAsync();
        Assert.True(report.Succeeded);

        await using var lease = await services.GetRequiredService<IWorkspaceContextFactory<WorkspaceDbContext>>().RentAsync(First);
        await lease.Context.Database.MigrateAsync();
        await lease.Context.Database.GetAppliedMigrationsAsync();
    }

    private async Task DeleteAsync(ServiceProvider services)
    {
        SchemaWithOneOfEverything.Fill(_server);
        await using var scope = services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        await workspaces.SuspendAsync(First);
        await workspaces.ArchiveAsync(First);
        await workspaces.ResumeAsync(First);
        await workspaces.DeleteAsync(First);
        await workspaces.RestoreAsync(First);
        await workspaces.DeleteAsync(Second);
        await workspaces.PurgeAsync(Second, dropDependents: true);
    }

    private static IEnumerable<string> ScriptsOf(ServiceProvider services)
    {
        using var master = services.GetRequiredService<IDbContextFactory<MasterDbContext>>().CreateDbContext();
        using var workspace = services.GetRequiredService<IDbContextFactory<WorkspaceDbContext>>().CreateDbContext();
        foreach (DbContext context in new DbContext[] { master, workspace })
        {
            var migrator = context.GetService<IMigrator>();
            yield return migrator.GenerateScript();
            yield return migrator.GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
        }
    }
}
