namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The state that a workspace has while its schema is locked. It is read on the session's own connection where both lie in one database:
/// callers that hold one connection and wait for a second can use up the pool and wait for each other.
/// </summary>
internal sealed class StatusUnderLock(MasterStore master, CatalogueSql sql, TenancyProvider provider)
{
    /// <summary>What a session is opened with to read the state together with the lock; null where that cannot be.</summary>
    public SchemaQuery? QueryFor(Guid id) => provider.MasterSharesDatabase ? sql.StatusOf(id) : null;

    /// <summary>Takes the answer of a session that was opened with <see cref="QueryFor"/>.</summary>
    public async Task<WorkspaceStatus> AnswerAsync(SchemaSession session, Guid id, CancellationToken cancellationToken)
        => session.Answer is [var status]
            ? Enum.Parse<WorkspaceStatus>(status)
            : await FindAsync(id, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads it in a session that was opened with another question.</summary>
    public async Task<WorkspaceStatus> ReadAsync(SchemaSession session, Guid id, CancellationToken cancellationToken)
    {
        if (!provider.MasterSharesDatabase)
        {
            return await FindAsync(id, cancellationToken).ConfigureAwait(false);
        }

        var command = session.CreateCommand(sql.StatusOf(id).Text);
        await using var disposal = command.ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is string status
            ? Enum.Parse<WorkspaceStatus>(status)
            : WorkspaceStatus.Deleted;
    }

    private async Task<WorkspaceStatus> FindAsync(Guid id, CancellationToken cancellationToken)
        => (await master.FindAsync(id, cancellationToken).ConfigureAwait(false))?.Status ?? WorkspaceStatus.Deleted;
}
