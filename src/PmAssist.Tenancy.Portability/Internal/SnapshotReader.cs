using System.Data.Common;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Reads a workspace as it is at one moment, or says why that cannot be.</summary>
internal sealed class SnapshotReader(ISchemaSessions sessions, ISchemaVersions versions)
{
    /// <summary>Reads a workspace that has exactly the migrations of this build.</summary>
    /// <exception cref="PortabilityException">It has others, or cannot be read.</exception>
    public Task<T> ReadNewestAsync<T>(
        Workspace workspace, Func<SchemaSnapshot, SchemaVersion, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        => ReadAsync(
            workspace,
            (snapshot, version, token) => version.IsSame(versions.Newest) ? read(snapshot, version, token) : throw new PortabilityException(
                $"{NameOf(workspace)} does not have the migrations of this build of the host, so its tables may "
                + (versions.Newest.IsPartOf(version)
                    ? "have columns that this build does not know. Use the build that migrated it."
                    : "lack columns that this build reads. Migrate it first: IWorkspaceMigrator.MigrateAsync.")),
            cancellationToken);

    /// <exception cref="PortabilityException">It cannot be read.</exception>
    public async Task<T> ReadAsync<T>(
        Workspace workspace, Func<SchemaSnapshot, SchemaVersion, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        if (workspace.DbSchemaName is null)
        {
            throw new PortabilityException(
                $"{NameOf(workspace)} is {workspace.Status} and has no schema that could be read. Wait until it is ready.");
        }

        try
        {
            return await sessions.ReadSnapshotAsync(
                workspace.Schema,
                async (snapshot, token) =>
                {
                    var version = await versions.ReadAsync(workspace.Schema, snapshot.CreateCommand, token).ConfigureAwait(false);
                    return await read(snapshot, version, token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (DbException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PortabilityException(
                $"{NameOf(workspace)} cannot be read: {exception.Message.TrimEnd('.')}. IWorkspaceDoctor says whether its schema is whole.",
                exception);
        }
    }

    private static string NameOf(Workspace workspace) => $"The workspace '{workspace.Slug}' ({workspace.Id})";
}
