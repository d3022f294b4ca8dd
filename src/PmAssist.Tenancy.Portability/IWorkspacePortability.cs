namespace PmAssist.Tenancy.Portability;

/// <summary>
/// Takes one workspace out of the database into a file that any engine reads, and back: backup and restore of one customer, copies, a
/// customer who leaves.
/// </summary>
/// <remarks>
/// Scoped. Every call uses connections and transactions of its own, so calls may overlap, and none is made inside a
/// <c>TransactionScope</c>: a <see cref="PortabilityException"/> says so.
/// </remarks>
public interface IWorkspacePortability
{
    /// <summary>
    /// Writes a workspace into a file, as it is at one moment, while it is in use. An audit entry <c>workspace.exported</c> says who took
    /// it.
    /// </summary>
    /// <param name="workspaceId">The workspace, in any state in which it has a schema; with the migrations of this build.</param>
    /// <param name="destination">
    /// What is written to, a response or a pipe for example: it need not be seekable. It stays open. After an error it has no file.
    /// </param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    /// <returns>What the file says of itself.</returns>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
    /// <exception cref="WorkspaceUnavailableException">Its schema is not in the database.</exception>
    /// <exception cref="PortabilityException">
    /// It has no schema, or other migrations than this build; a table or column that was named is not there; a value cannot be written.
    /// </exception>
    Task<ExportManifest> ExportAsync(
        Guid workspaceId, Stream destination, ExportOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a new workspace of a file, from this server or another, of this engine or another. The whole file is verified before anything
    /// is created. The workspace gets the tables of the exported version by the host's own migrations, then the rows, then the newest
    /// version; it becomes visible, as active, when the rows were read back and are those of the file. The host's seeding does not run.
    /// Whatever fails leaves nothing.
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

    /// <summary>
    /// Puts the rows of a file in the place of all rows of a workspace: suspends it, exports the old rows to
    /// <see cref="RestoreOptions.Previous"/>, replaces all in one transaction, reads them back, and gives the workspace its state again.
    /// After an error the workspace has its old rows. Name, slug, properties and members stay as they are.
    /// </summary>
    /// <param name="workspaceId">The workspace, with the migrations of the file; it need not be the one that was exported.</param>
    /// <param name="source">The file, from its current position; read to its end, and left open.</param>
    /// <param name="options">What becomes of the old rows, which has to be said.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the file says of itself.</returns>
    /// <exception cref="ExportFileException">It is not what an export wrote.</exception>
    /// <exception cref="PortabilityException">
    /// The options say nothing of the old rows; the file is partial, has other migrations, or was masked in an export of this workspace;
    /// the database refuses a row; or the workspace is still suspended, because it could not be resumed.
    /// </exception>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
    Task<ExportManifest> RestoreAsync(
        Guid workspaceId, Stream source, RestoreOptions options, CancellationToken cancellationToken = default);

    /// <summary>
    /// Compares a file with a workspace, as it is at one moment, while it is in use. Keeps 32 bytes of each row of a table that differs.
    /// </summary>
    /// <param name="workspaceId">The workspace, with the migrations of the file.</param>
    /// <param name="source">The file, from its current position; read to its end, and left open.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Each table of the file.</returns>
    /// <exception cref="ExportFileException">It is not what an export wrote.</exception>
    /// <exception cref="PortabilityException">The two have other migrations.</exception>
    Task<IReadOnlyList<TableComparison>> CompareAsync(
        Guid workspaceId, Stream source, CompareOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Compares a file with another.</summary>
    /// <param name="source">The file.</param>
    /// <param name="other">The file that takes the workspace's place.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <inheritdoc cref="CompareAsync(Guid, Stream, CompareOptions, CancellationToken)"/>
    Task<IReadOnlyList<TableComparison>> CompareAsync(
        Stream source, Stream other, CompareOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Brings rows of a file back into a workspace, in one transaction: those that are missing are inserted, those that are there get the
    /// file's values. Nothing is deleted, and nobody is kept out. A row that another refers to has to be there, or to be chosen too.
    /// </summary>
    /// <param name="workspaceId">The workspace, with the migrations of the file.</param>
    /// <param name="source">The file, from its current position; read to its end, and left open.</param>
    /// <param name="choices">Which rows; one at least.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many rows were inserted and changed.</returns>
    /// <exception cref="ExportFileException">It is not what an export wrote.</exception>
    /// <exception cref="PortabilityException">
    /// A table or key is not in the file; the two have other migrations; a table was masked in an export of this workspace; the database
    /// refuses a row.
    /// </exception>
    Task<CopyBackResult> CopyBackAsync(
        Guid workspaceId,
        Stream source,
        IReadOnlyCollection<RowChoice> choices,
        CopyBackOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a copy of a workspace, as it is at one moment, in its database: no row leaves the server. The copy has the properties too, and
    /// no member but its owner. The host's seeding does not run.
    /// </summary>
    /// <param name="workspaceId">The workspace to copy, with the migrations of this build.</param>
    /// <param name="request">The new workspace; its <see cref="NewWorkspace.RequestId"/> is not used.</param>
    /// <param name="progress">Is told at each table's end; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the call, which then leaves nothing.</param>
    /// <returns>The copy, active.</returns>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
    /// <exception cref="PortabilityException">It has no schema, or other migrations than this build.</exception>
    /// <exception cref="WorkspaceConflictException">The slug is taken, or the id was used before.</exception>
    /// <exception cref="WorkspaceMigrationException">The schema could not be made.</exception>
    Task<Workspace> CloneAsync(
        Guid workspaceId,
        NewWorkspace request,
        IProgress<PortabilityProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>Verifies a whole file, and gives what it says of itself.</summary>
    /// <param name="source">The file; read to its end, and left open.</param>
    /// <param name="signingKey">The key that it was signed with; null for a file that is not signed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ExportFileException">It is not what an export wrote.</exception>
    Task<ExportManifest> ReadManifestAsync(
        Stream source, ReadOnlyMemory<byte>? signingKey = null, CancellationToken cancellationToken = default);
}
