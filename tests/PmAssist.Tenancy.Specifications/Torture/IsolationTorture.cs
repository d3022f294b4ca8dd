using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications.Torture;

/// <summary>Workers that use pooled contexts of many workspaces at random and look for rows of another workspace.</summary>
/// <param name="host">The host.</param>
/// <param name="onContext">Runs on every context before it is used: what a test breaks, to see whether it is found.</param>
internal sealed class IsolationTorture(TestHost host, Action<SpecDbContext>? onContext = null)
{
    private const int Workers = 24;

    private readonly ConcurrentQueue<string> _leaks = new();
    private readonly ConcurrentQueue<Exception> _errors = new();
    private readonly List<Workspace> _workspaces = [];
    private long _turns;

    public IReadOnlyCollection<string> Leaks => _leaks;

    /// <summary>What nobody planned.</summary>
    public IReadOnlyCollection<Exception> Errors => _errors;

    public long Turns => _turns;

    /// <summary>One for all workers and workspaces.</summary>
    public Func<SpecDbContext, int, IAsyncEnumerable<Project>> CompiledQuery { get; }
        = EF.CompileAsyncQuery((SpecDbContext context, int rank) => context.Projects.AsNoTracking().Where(p => p.Rank >= rank));

    /// <summary>Makes workspaces, each with the rows that last.</summary>
    public async Task PrepareAsync(int count)
    {
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, token) =>
        {
            var workspace = await host.CreateWorkspaceAsync($"Workspace {i}", slug: $"torture-{i}-{Guid.NewGuid():N}");
            await using var lease = await host.RentAsync(workspace);
            lease.Context.AddRange(TortureRows.KeptFor(workspace));
            await lease.Context.SaveChangesAsync(token);
            lock (_workspaces)
            {
                _workspaces.Add(workspace);
            }
        });
    }

    /// <summary>Lets the workers run, until the time is over or, where that is asked for, a leak is found.</summary>
    public async Task RunAsync(TimeSpan duration, bool untilFound)
    {
        var seed = Random.Shared.Next();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var random = new Random(unchecked(seed + worker));
            while (Stopwatch.GetElapsedTime(started) < duration && (_leaks.IsEmpty || !untilFound))
            {
                await TakeTurnAsync(
                    random, TortureOperations.All[random.Next(TortureOperations.All.Count)], TestContext.Current.CancellationToken);
            }
        })));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Turns} operations by {Workers} workers on {_workspaces.Count} workspaces in "
                + $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s; "
            + $"{_leaks.Count} leaks, {_errors.Count} errors; the seed was {seed}");
    }

    /// <summary>Runs on a context of some workspace, from the factory or from a scope.</summary>
    public async Task TakeTurnAsync(Random random, Func<TortureTurn, Task> run, CancellationToken cancellationToken)
    {
        var workspace = _workspaces[random.Next(_workspaces.Count)];
        try
        {
            if (random.Next(2) == 0)
            {
                await using var lease = await host.RentAsync(workspace);
                await UseAsync(lease.Context);
            }
            else
            {
                await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, cancellationToken);
                await UseAsync(scope.ServiceProvider.GetRequiredService<SpecDbContext>());
            }
        }
        catch (PlannedException)
        {
        }
        catch (Exception exception) when (exception.GetBaseException() is DbException { IsTransient: true })
        {
            // Two bulk updates of one workspace may lock their rows in different orders.
        }
        catch (Exception exception)
        {
            _errors.Enqueue(exception);
        }

        Interlocked.Increment(ref _turns);

        Task UseAsync(SpecDbContext context)
        {
            onContext?.Invoke(context);
            return run(new TortureTurn(this, context, workspace, random, cancellationToken));
        }
    }

    public void Leaked(string what) => _leaks.Enqueue(what);

    /// <summary>Reads every row of every workspace without the library.</summary>
    public async Task<IReadOnlyCollection<string>> FindForeignRowsAsync()
    {
        var foreign = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(_workspaces, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (workspace, _) =>
        {
            var rows = (await host.Database.DumpAsync(workspace.Schema))
                .Where(row => row.StartsWith("projects ", StringComparison.Ordinal) || row.StartsWith("tickets ", StringComparison.Ordinal))
                .ToList();
            rows.Where(row => !row.Contains(workspace.Id.ToString(), StringComparison.OrdinalIgnoreCase)).ToList().ForEach(foreign.Enqueue);
            if (rows.Count < TortureRows.Kept.Length * 3)
            {
                foreign.Enqueue($"{workspace.Schema} lost rows");
            }
        });
        return foreign;
    }
}
