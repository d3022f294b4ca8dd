using System.Data.Common;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Changes the rows of a workspace under its schema's lock, in one transaction.</summary>
internal sealed class LockedWorkspaces(ISchemaSessions sessions, ISchemaVersions versions)
{
    /// <param name="workspace">The workspace.</param>
    /// <param name="version">The version that its schema has to have.</param>
    /// <param name="change">Changes its rows; what it did is undone if it fails.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="PortabilityException">The schema has another version, or refuses a row.</exception>
    public async Task ChangeAsync(
        Workspace workspace,
        SchemaVersion version,
        Func<SchemaSession, CancellationToken, Task> change,
        CancellationToken cancellationToken)
    {
        if (workspace.DbSchemaName is null)
        {
            throw new PortabilityException(
                $"The workspace '{workspace.Slug}' ({workspace.Id}) is {workspace.Status} and has no rows that could be changed. Wait "
                + "until it is ready.");
        }

        try
        {
            await sessions.InWorkspaceAsync(workspace.Schema, new SchemaSessionOptions(), ChangeAsync, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException
            && (exception as DbException ?? exception.InnerException as DbException) is not null)
        {
            var cause = (exception as DbException ?? exception.InnerException!).Message.Split('\n')[0].TrimEnd().TrimEnd('.');
            throw new PortabilityException(
                $"The workspace '{workspace.Slug}' ({workspace.Id}) has its rows as before: {cause}. Rows that belong together, by a "
                + "foreign key or by a value that is unique, have to come back together.",
                exception);
        }

        async Task<bool> ChangeAsync(SchemaSession session, CancellationToken token)
        {
            var found = await versions.ReadAsync(workspace.Schema, session.CreateCommand, token).ConfigureAwait(false);
            if (!found.IsSame(version))
            {
                throw new PortabilityException(
                    $"The workspace '{workspace.Slug}' ({workspace.Id}) has other migrations than the file, so its rows do not fit. "
                        + "Import the "
                    + "file as a new workspace, which is brought to the newest version, export that, and use its file. Nothing was "
                    + "changed.");
            }

            await change(session, token).ConfigureAwait(false);
            await session.CompleteAsync([], token).ConfigureAwait(false);
            return true;
        }
    }
}
