using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>The options that say how a run of migrations goes.</summary>
internal sealed class MigrationPace
{
    private readonly Option<int?> _parallel = new("--parallel")
    {
        Description = "How many at a time: 1 to 256. Default: 4.",
        HelpName = "n",
    };
    private readonly Option<int?> _canaries = new("--canaries")
    {
        Description = "How many go first, one by one. Default: 1.",
        HelpName = "n",
    };
    private readonly Option<string[]> _canary = new("--canary")
    {
        Description = "One that goes first; more than once for several.",
        HelpName = "workspace",
    };
    private readonly Option<int?> _budget = new("--error-budget")
    {
        Description = "How many may fail before the run stops. Default: any number.",
        HelpName = "n",
    };
    private readonly Option<TimeSpan?> _timeout = DurationText.Option("--timeout", "How long one workspace may take. Default: no limit.");
    private readonly Option<TimeSpan?> _lock
        = DurationText.Option("--lock-timeout", "How long to wait for a workspace's lock. Default: the host's.");

    public MigrationPace(Func<Option, Option> add)
    {
        foreach (var option in (Option[])[_parallel, _canaries, _canary, _budget, _timeout, _lock])
        {
            add(option);
        }
    }

    public async Task<WorkspaceMigrationOptions> ReadAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var options = new WorkspaceMigrationOptions
        {
            ErrorBudget = run.Value(_budget),
            WorkspaceTimeout = run.Value(_timeout),
            LockTimeout = run.Value(_lock),
        };
        options.MaxParallelism = run.Value(_parallel) ?? options.MaxParallelism;
        options.CanaryCount = run.Value(_canaries) ?? options.CanaryCount;
        var canaries = new List<Guid>();
        foreach (var name in run.Value(_canary) ?? [])
        {
            canaries.Add((await run.Names.GetAsync(name, cancellationToken).ConfigureAwait(false)).Id);
        }

        options.Canaries = canaries;
        return options;
    }
}
