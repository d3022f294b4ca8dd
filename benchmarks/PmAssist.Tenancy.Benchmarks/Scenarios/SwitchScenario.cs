using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>Requests of many workspaces in turn: a context for the workspace, one query by key and one list.</summary>
internal sealed class SwitchScenario(SchemaMode mode) : Scenario
{
    private const int MinAccesses = 1000;
    private const int JobsPerWorkspace = 20;
    private static readonly DateTime Due = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly Dictionary<string, IReadOnlyList<Workspace>> _workspaces = [];

    /// <summary>Every round and side reads the same workspaces, in a process that has been at it for a while.</summary>
    public override bool OnlyReads => true;

    public override async Task FillAsync(Setting setting)
    {
        if (_workspaces.ContainsKey(setting.Database))
        {
            return;
        }

        // Another context type than the one that is measured, whose model then counts as retained by our side.
        await using var host = await OurHost<BenchDbContextV2>.StartAsync(setting);
        await Side.ForEach(Setting.NewSchemas(setting.Workspaces), async schema =>
        {
            await using var lease = host.Contexts.Rent(await host.CreateAsync(schema));
            lease.Context.Add(new WorkspaceAgent { Id = schema.WorkspaceId, Name = "Agent", Kind = "bench" });
            lease.Context.AddRange(
                Enumerable.Range(1, JobsPerWorkspace).Select(i => new AutomationJob { Name = $"Job {i}", RunAtUtc = Due.AddHours(i) }));
            await lease.Context.SaveChangesAsync();
        }).RunAsync(parallel: 4);
        _workspaces[setting.Database] = await host.ListAsync();
    }

    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        var workspaces = _workspaces[setting.Database];
        var host = side switch
        {
            Ours => await OurHost<BenchDbContext>.StartAsync(setting, mode, tenancy => Modules.Add(tenancy, setting)),
            Arguments.One => await OurHost<BenchDbContext>.StartAsync(setting, mode),
            _ => null,
        };
        var access = side switch
        {
            Ours or Arguments.One => OurAccess(host!),
            "plain" => PlainAccess(setting, workspaces[0]),
            _ => TextbookAccess(setting),
        };
        var accesses = Enumerable.Range(0, Math.Max(MinAccesses, workspaces.Count)).Select(i => workspaces[i % workspaces.Count]).ToList();
        await Side.ForEach(accesses, access).RunAsync(setting.Parallel);
        return Side.ForEach(accesses, access, host);
    }

    /// <summary>
    /// From the workspace's id on, as a request has it, with a catalogue cache that the warm-up has filled; the rivals know their schema.
    /// </summary>
    private static Func<Workspace, Task> OurAccess(OurHost<BenchDbContext> host)
        => async workspace =>
        {
            await using var lease = await host.Contexts.RentAsync(workspace.Id);
            await ReadAsync(lease.Context, workspace.Id);
        };

    /// <summary>Reads the first workspace each time: one schema is all it has.</summary>
    private static Func<Workspace, Task> PlainAccess(Setting setting, Workspace only)
    {
        var options = new DbContextOptionsBuilder<PlainDbContext>();
        setting.Engine.Use(options, setting.Database, only.Schema.Name);
        options.ReplaceService<IModelCacheKeyFactory, RivalModelCacheKeyFactory>();
        var pool = new PooledDbContextFactory<PlainDbContext>(options.Options);
        return async _ =>
        {
            await using var context = await pool.CreateDbContextAsync();
            await ReadAsync(context, only.Id);
        };
    }

    private static Func<Workspace, Task> TextbookAccess(Setting setting)
    {
        var textbook = new Textbook(setting.Engine, setting.Database);
        return async workspace =>
        {
            await using var context = textbook.CreateContext(workspace.Schema, version: 1);
            await ReadAsync(context, workspace.Id);
        };
    }

    private static async Task ReadAsync(DbContext context, Guid id)
    {
        var agent = await context.Set<WorkspaceAgent>().SingleAsync(a => a.Id == id);
        var now = Due.AddHours(JobsPerWorkspace);
        var jobs = await context.Set<AutomationJob>().AsNoTracking()
            .Where(j => j.Status == JobStatus.Pending && j.RunAtUtc <= now)
            .OrderBy(j => j.RunAtUtc)
            .Take(JobsPerWorkspace)
            .ToListAsync();
        if (agent.Id != id || jobs.Count != JobsPerWorkspace)
        {
            throw new InvalidOperationException($"The workspace {id} has {jobs.Count} jobs.");
        }
    }
}
