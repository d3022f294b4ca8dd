namespace PmAssist.Tenancy.Benchmarks;

/// <summary>One of the things that are measured.</summary>
internal abstract class Scenario
{
    public const string Ours = "ours";

    /// <summary>Whether a round's operations are its workspaces or accesses to them, so that a few give the round trips of one.</summary>
    public virtual bool OperationIsOneWorkspace => true;

    /// <summary>Whether round trips are counted, in a database of their own.</summary>
    public virtual bool CountsRoundTrips => true;

    /// <summary>Whether a round changes nothing, so that all rounds use one database and sides that were prepared once.</summary>
    public virtual bool OnlyReads => false;

    public static Scenario For(Arguments arguments)
        => arguments.Scenario switch
        {
            "switch" => new SwitchScenario(arguments.Mode),
            "retain" => new RetainScenario(arguments.Settle),
            "request" => new RequestScenario(arguments.Against),
            "provision" => new ProvisionScenario(),
            "claim" => new ClaimScenario(),
            "migrate" => new MigrateScenario(),
            "examine" => new ExamineScenario(),
            "cutover" => new CutoverScenario(arguments.Rows / arguments.Workspaces),
            "purge" => new PurgeScenario(arguments.Tables),
            "export" or "import" or "clone" => new PortabilityScenario(arguments.Scenario, arguments.Rows / arguments.Workspaces),
            "memory" => new MemoryScenario(arguments.Rows),
            "fleet" => new FleetScenario(arguments.Rows),
            _ => new NoopScenario(arguments.Against),
        };

    /// <summary>Makes what both sides need, before anything of a side is looked at.</summary>
    public virtual Task FillAsync(Setting setting) => Task.CompletedTask;

    /// <summary>Prepares and warms up a side; nothing of this is measured.</summary>
    /// <param name="side"><see cref="Ours"/> or the rival's name.</param>
    /// <param name="setting">A new database and how much is to be done there.</param>
    public abstract Task<Side> PrepareAsync(string side, Setting setting);
}
