using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;

namespace Quickstart;

internal static class Tour
{
    private static readonly (Guid Id, string Name, string[] Repositories)[] Customers =
    [
        (new("a1e8b7c4-1f7d-4c5b-9a55-0d4c5e0f1a01"), "Northwind", ["northwind/shop", "northwind/stock"]),
        (new("a1e8b7c4-1f7d-4c5b-9a55-0d4c5e0f1a02"), "Contoso", ["contoso/crm"]),
        (new("a1e8b7c4-1f7d-4c5b-9a55-0d4c5e0f1a03"), "Fabrikam", ["fabrikam/web", "fabrikam/api", "fabrikam/docs"]),
    ];

    public static async Task RunAsync(IServiceProvider services, StatementRecorder statements)
    {
        foreach (var (id, name, repositories) in Customers)
        {
            await CreateAsync(services, id, name);
            await FillAsync(services, id, repositories);
        }

        await PrintWorkspacesAsync(services, statements);
        await PrintRefusalAsync(services);
        await PrintMigrationAsync(services);
        await PrintAuditAsync(services);
        Console.WriteLine();
    }

    public static void PrintNextSteps()
    {
        Console.WriteLine();
        Console.WriteLine("Where to look next:");
        Console.WriteLine("  dotnet run --project samples/Quickstart -- --help             the operator's verbs, in this same program");
        Console.WriteLine("  dotnet run --project samples/Quickstart -- workspaces list    one of them");
        Console.WriteLine("  docs/getting-started.md                                       from an empty project to a row in a workspace");
    }

    private static async Task CreateAsync(IServiceProvider services, Guid id, string name)
    {
        await using var scope = services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        var members = scope.ServiceProvider.GetRequiredService<IWorkspaceMemberService>();

        // With an id of its own the call may be repeated: the second run of this program finds the workspace.
        await workspaces.CreateAsync(new NewWorkspace(name, ownerId: "ada") { Id = id });
        if ((await members.ListAsync(id)).All(m => m.UserId != "grace"))
        {
            await members.AddAsync(id, "grace", WorkspaceRole.Member, actorId: "ada");
        }
    }

    private static async Task FillAsync(IServiceProvider services, Guid id, string[] repositories)
    {
        await using var scope = await services.GetRequiredService<IWorkspaceScopeFactory>().CreateScopeAsync(id);
        var integrations = scope.ServiceProvider.GetRequiredService<IIntegrationService>();
        var context = scope.ServiceProvider.GetRequiredService<QuickstartDbContext>();
        if (await context.Integrations.AnyAsync())
        {
            return;
        }

        foreach (var repository in repositories)
        {
            await integrations.CreateAsync(new NewIntegration("github", repository, repository)
            {
                ExternalUrl = $"https://github.com/{repository}",
            });
        }

        await integrations.CreateAsync(new NewIntegration("slack", "general", "#general"));
        var agent = new WorkspaceAgent { Name = "Triage", Kind = "triage", Configuration = """{"labels":["bug"]}""" };
        context.Add(agent);
        context.Add(new AutomationJob { Name = "Nightly triage", Schedule = "0 3 * * *", AgentId = agent.Id, RunAtUtc = DateTime.UtcNow });
        var current = scope.ServiceProvider.GetRequiredService<IWorkspaceAccessor>().Current!;
        context.Add(new MeetingNote { Text = $"Kick-off with {current.Name}" });
        await context.SaveChangesAsync();
    }

    private static async Task PrintWorkspacesAsync(IServiceProvider services, StatementRecorder statements)
    {
        await using var scope = services.CreateAsyncScope();
        var factory = services.GetRequiredService<IWorkspaceContextFactory<QuickstartDbContext>>();
        var members = scope.ServiceProvider.GetRequiredService<IWorkspaceMemberService>();

        List<string[]> rows = [["workspace", "schema", "status", "version", "members", "integrations", "agents", "jobs", "notes"]];
        var github = new List<string>();
        foreach (var workspace in await scope.ServiceProvider.GetRequiredService<IWorkspaceService>().ListAsync())
        {
            await using var lease = await factory.RentAsync(workspace.Id);
            var context = lease.Context;
            rows.Add(
            [
                workspace.Name,
                workspace.Schema.Name,
                workspace.Status.ToString(),
                workspace.SchemaVersion ?? "",
                $"{(await members.ListAsync(workspace.Id)).Count}",
                $"{await context.Integrations.CountAsync()}",
                $"{await context.Agents.CountAsync()}",
                $"{await context.Jobs.CountAsync()}",
                $"{await context.MeetingNotes.CountAsync()}",
            ]);
            var found = await context.Integrations.Where(i => i.Provider == "github").OrderBy(i => i.ExternalId).ToListAsync();
            github.Add($"{workspace.Name}: {string.Join(", ", found.Select(i => i.ExternalId))}");
        }

        PrintTable(rows);
        Console.WriteLine();
        Console.WriteLine("The same query for GitHub integrations, in each workspace:");
        github.ForEach(line => Console.WriteLine($"  {line}"));
        Console.WriteLine();
        Console.WriteLine(
            "The SQL of the last one, as it was sent (on SQLite a workspace is a file, on the others the schema is in the text):");
        Console.WriteLine($"  {statements.Last?.ReplaceLineEndings("\n  ")}");
    }

    /// <summary>A context that is bound to one workspace sends nothing that names another.</summary>
    private static async Task PrintRefusalAsync(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IWorkspaceContextFactory<QuickstartDbContext>>();
        await using var lease = await factory.RentAsync(Customers[0].Id);
        var statement = $"DELETE FROM {WorkspaceSchema.For(Customers[1].Id)}.meeting_notes";
        Console.WriteLine();
        Console.WriteLine($"A command of {Customers[0].Name} that names the schema of {Customers[1].Name}:");
        try
        {
            await lease.Context.Database.ExecuteSqlRawAsync(statement);
        }
        catch (CrossWorkspaceAccessException exception)
        {
            Console.WriteLine($"  refused: {exception.Message}");
        }
    }

    /// <summary>One workspace is taken back by a migration, so that the fleet has one that is behind.</summary>
    private static async Task PrintMigrationAsync(IServiceProvider services)
    {
        var migrator = services.GetRequiredService<IWorkspaceMigrator>();
        await migrator.MigrateAsync(Customers[2].Id, targetMigration: "0");
        var before = await migrator.GetStatusAsync();
        var report = await migrator.RunAsync();
        await FillAsync(services, Customers[2].Id, Customers[2].Repositories);
        Console.WriteLine();
        Console.WriteLine(
            $"The fleet, with {Customers[2].Name} taken back to nothing: {before.CurrentCount} current, {before.BehindCount} behind.");
        var migrated = report.Results.Count(r => r.Outcome == WorkspaceMigrationOutcome.Migrated);
        Console.WriteLine($"  migrated: {migrated}, to {report.TargetVersion}");
    }

    private static async Task PrintAuditAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var audit = scope.ServiceProvider.GetRequiredService<IAuditLog>();
        Console.WriteLine();
        Console.WriteLine($"What happened to {Customers[2].Name}, the last of it first:");
        foreach (var entry in await audit.ReadAsync(Customers[2].Id, take: 2))
        {
            Console.WriteLine($"  {entry.ActorId ?? "system"}: {entry.Action} {entry.Details}");
        }
    }

    private static void PrintTable(List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
