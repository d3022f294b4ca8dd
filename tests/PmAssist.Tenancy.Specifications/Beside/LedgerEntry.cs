namespace PmAssist.Tenancy.Specifications.Beside;

/// <summary>A row of a host's own table beside the master's.</summary>
public sealed class LedgerEntry
{
    public Guid Id { get; set; }

    public Guid WorkspaceId { get; set; }

    public string? PayerId { get; set; }

    public decimal Amount { get; set; }
}
