namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>What a change did to one workspace.</summary>
/// <param name="Id">The workspace.</param>
/// <param name="Slug">Its slug.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">The state that it has now.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
internal sealed record ChangeResult(Guid Id, string Slug, ChangeOutcome Outcome, WorkspaceStatus Status, string? Error);
