namespace PmAssist.Tenancy.Portability;

/// <summary>
/// Takes one workspace out of the database into a file that any engine reads, and back: backup and restore of one customer, copies, a customer
/// who leaves.
/// </summary>
/// <remarks>Scoped. Every call uses connections of its own, so calls may overlap.</remarks>
public interface IWorkspacePortability
{
    /// <summary>
    /// Writes a workspace into a file, as it is at one moment, while it is in use. An audit entry <c>workspace.exported</c> says who took it.
    /// </summary>
    /// <param name="workspaceId">The workspace, in any state in which it has a schema; with the migrations of this build.</param>
    /// <param name="destination">
    /// What is written to, a response or a pipe for example: it need not be seekable. It stays open. After an error it has no file.
    /// </param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    /// <returns>What the file says of itself.</returns>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
    /// <exception cref="PortabilityException">
    /// It has no schema, or other migrations than this build; a table or column that was named is not there; a value cannot be written.
    /// </exception>
    Task<ExportManifest> ExportAsync(
        Guid workspaceId, Stream destination, ExportOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a new workspace of a file, from this server or another, of this engine or another. The whole file is verified before anything is
    /// created. The workspace gets the tables of the exported version by the host's own migrations, then the rows, then the newest version; it
    /// becomes visible, as active, when the rows were read back and are those of the file. The host's seeding does not run. Whatever fails
    /// leaves nothing.
    /// </summary>
    /// <param name="source">The file, from its current position; read to its end, and left open.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the import, which then leaves nothing.</param>
    /// <returns>The workspace.</returns>
    /// <exception cref="ExportFileException">It is not what an export wrote.</exception>
    /// <exception cref="PortabilityException">This host or its engine cannot hold what the file has.</exception>
    /// <exception cref="WorkspaceConflictException">The slug is taken, or the id was used before.</exception>
    /// <exception cref="WorkspaceMigrationException">The schema could not be made, or refuses a row.</exception>
    Task<Workspace> ImportAsync(Stream source, ImportOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Verifies a whole file, and gives what it says of itself.</summary>
    /// <param name="source">The file; read to its end, and left open.</param>
    /// <param name="signingKey">The key that it was signed with; null for a file that is not signed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ExportFileException">It is not what an export wrote.</exception>
    Task<ExportManifest> ReadManifestAsync(
        Stream source, ReadOnlyMemory<byte>? signingKey = null, CancellationToken cancellationToken = default);
}
