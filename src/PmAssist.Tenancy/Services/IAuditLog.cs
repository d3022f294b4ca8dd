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
    /// <exception cref="InvalidInputException"><paramref name="before"/> is not a position.</exception>
    Task<IReadOnlyList<AuditEntry>> ReadAsync(
        Guid workspaceId, int take = 100, string? before = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Follows the entries of all workspaces, and those of none, oldest first, and waits for more. Keep the
    /// <see cref="AuditEntry.Position"/> of the last entry that you are done with, and begin after it the next time: none is missed or
    /// given twice.
    /// </summary>
    /// <param name="after">Where to begin; null for the first entry there is.</param>
    /// <param name="lag">
    /// How old an entry must be to be given: 0 to 1 day. An entry has the time at which it was written, and is there for others once it is
    /// committed; one that is committed later than this after its time may be missed. So choose it longer than your longest migration, the
    /// longest transaction in which you write entries of your own, and the difference between your machines' clocks. Default: 1 min.
    /// </param>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lag"/> is out of range.</exception>
    /// <exception cref="InvalidInputException"><paramref name="after"/> is not a position.</exception>
    IAsyncEnumerable<AuditEntry> FollowAsync(
        string? after = null, TimeSpan? lag = null, CancellationToken cancellationToken = default);
}
