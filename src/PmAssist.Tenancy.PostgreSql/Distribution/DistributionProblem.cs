namespace PmAssist.Tenancy;

/// <summary>What keeps schemas from being distributed as they should.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Actual">What is there.</param>
/// <param name="Repair">What to do, as a sentence.</param>
/// <param name="Script">SQL that mends it; null for none.</param>
internal sealed record DistributionProblem(string Name, string Actual, string Repair, string? Script = null)
{
    public WorkspaceFinding Finding => WorkspaceFinding.OfDatabase(Name, Actual, Repair, Script);

    public DistributionException Error
        => new(
            $"DistributeSchemas() cannot work here: {Actual} {Repair}{(Script is null ? "" : $" {Script};")} Nothing was changed.")
        {
            Script = Script,
        };
}
