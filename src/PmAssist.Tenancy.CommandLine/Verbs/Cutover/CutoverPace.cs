using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>The options that say how rows are carried over.</summary>
internal sealed class CutoverPace
{
    private readonly Option<int?> _parallel = new("--parallel")
    {
        Description = "How many workspaces at a time: 1 to 256. Default: 4.",
        HelpName = "n",
    };
    private readonly Option<string?> _quarantine = new("--quarantine")
    {
        Description = "Where rows that are left behind are written.",
        HelpName = "file",
    };
    private readonly Option<TimeSpan?> _longest
        = DurationText.Option("--longest-transaction", "How long the source's transactions take at most. Default: 10m.");
    private readonly Option<bool> _differences = new("--with-differences")
    {
        Description = "Opens although the last verification found some.",
    };

    public CutoverPace(Func<Option, Option> add)
    {
        foreach (var option in (Option[])[_parallel, _quarantine, _longest, _differences])
        {
            add(option);
        }
    }

    public CutoverOptions Read(VerbRun run)
    {
        var options = new CutoverOptions
        {
            QuarantineFile = run.Value(_quarantine),
            OpenWithDifferences = run.Value(_differences),
            ActorId = run.Actor,
        };
        options.MaxParallelism = run.Value(_parallel) ?? options.MaxParallelism;
        options.LongestTransaction = run.Value(_longest) ?? options.LongestTransaction;
        return options;
    }
}
