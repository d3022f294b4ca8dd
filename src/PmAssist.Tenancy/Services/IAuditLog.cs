namespace PmAssist.Tenancy;

/// <summary>The audit log. The library records its own changes; a host may add entries of its own.</summary>
/// <remarks>Scoped. Every call uses a connection of its own, so calls may overlap.</remarks>
public interface IAuditLog
{
    /// <summary>Writes an entry, with the current time.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidInputException">A text is blank, too long or cannot be stored, or the details are not JSON.</exception>
    Task<AuditEntry> WriteAsync(NewAuditEntry entry, CancellationToken cancellationToken = default);

    /// <summary>Reads a workspace's entries, even after it was deleted, newest first. Each page is one query.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="take">How many at most: 1 to 10,000. Default: 100.</param>
    /// <param name="before">
    /// The <see cref="AuditEntry.Position"/> of the previous page's last entry, to continue after it; null for the newest entries.
    /// </param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="take"/> is out of range.</exception>
    Task<IReadOnlyList<AuditEntry>> ReadAsync(
        Guid workspaceId, int take = 100, AuditPosition? before = null, CancellationToken cancellationToken = default);
}
