namespace PmAssist.Tenancy;

/// <summary>
/// Brings schemas to the newest version: the master's, one workspace's or every workspace's. <c>Database.MigrateAsync()</c>
/// on a master or bound workspace context comes here too, so there is one plan and one lock per schema.
/// </summary>
/// <remarks>Singleton; safe to use from any thread, and by several processes at once.</remarks>
public interface IWorkspaceMigrator
{
    /// <summary>Creates or migrates the master schema. Does nothing when it is current.</summary>
    /// <param name="targetMigration">The migration to go to; null for the newest.</param>
    /// <param name="cancellationToken">Cancels the call; the migration under way is rolled back.</param>
    /// <exception cref="SchemaLockedException">The lock on the schema was not acquired in time.</exception>
    /// <exception cref="WorkspaceMigrationException">A migration failed.</exception>
    Task MigrateMasterAsync(string? targetMigration = null, CancellationToken cancellationToken = default);

    /// <summary>Migrates one workspace. Does nothing when it is current, or ahead of this build and no target is named.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="targetMigration">The migration to go to, back if it is older; null for the newest of this build.</param>
    /// <param name="cancellationToken">Cancels the call; the migration under way is rolled back.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
    /// <exception cref="WorkspaceUnavailableException">The workspace has no schema yet, or no longer.</exception>
    /// <exception cref="WorkspaceMigrationException">
    /// A migration failed; the error is also in the workspace's <c>last_error</c>. Or there is no such target, or the way back to it
    /// leads over a migration that this build does not know or that has no <c>Down</c>; then nothing was changed or recorded.
    /// </exception>
    Task<WorkspaceMigrationResult> MigrateAsync(
        Guid workspaceId, string? targetMigration = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says how many workspaces are behind this build, current and ahead, how many are at which version, which ones failed and which ones
    /// have no schema in the database, by queries of the catalogue, which read a page at a time, and of the database's list of schemas;
    /// nothing is changed. Where the catalogue has migrations that this build does not know, the history of one workspace that has them is
    /// read, once in a process.
    /// </summary>
    /// <param name="cancellationToken">Cancels the queries.</param>
    Task<WorkspaceFleetStatus> GetStatusAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Compares the catalogue with the history table of every schema, at most 200 schemas a query, and corrects the catalogue: for
    /// after a restore, or after schemas were changed by hand. A workspace whose schema is missing is marked and cannot be
    /// entered until a verification finds it again. What contexts left that are registered no longer is reported. Schemas are only read.
    /// </summary>
    /// <param name="cancellationToken">Stops the comparison; what was corrected stays corrected.</param>
    Task<WorkspaceVerification> VerifyAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Migrates every workspace that is behind, and clears <c>last_error</c> of those that are current. A failure of one does not
    /// stop the others; it is in the report and in the workspace's <c>last_error</c>. One that is ahead of this build is reported
    /// and left as it is. May run on several machines at once, and again after a failure. The catalogue is read a page at a time; the
    /// report keeps one small result for each workspace.
    /// </summary>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <param name="progress">
    /// Receives a report after each workspace, one at a time, from any thread. What it throws ends the run and is thrown.
    /// </param>
    /// <param name="cancellationToken">
    /// Stops the run: a migration under way is rolled back, and workspaces not reached are reported as skipped.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InvalidInputException">Workspaces are to be taken back, and no target is named.</exception>
    /// <exception cref="WorkspaceNotFoundException">There is no workspace with the id of a named canary.</exception>
    /// <exception cref="WorkspaceMigrationException">The context has no migrations, or there is no such target.</exception>
    Task<WorkspaceMigrationReport> RunAsync(
        WorkspaceMigrationOptions? options = null,
        IProgress<RunProgress<WorkspaceMigrationResult>>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes the migrations as one script for a database administrator, for T-SQL tools, <c>psql</c> or the <c>sqlite3</c> shell. It
    /// leaves history and catalogue as a run would, asks each workspace's history what is missing, and may be run again. Seeding
    /// is code and not in it.
    /// </summary>
    /// <param name="workspaceId">
    /// The workspace; null for all that are behind when the script is run, on SQLite all that have a file when it is written.
    /// </param>
    /// <param name="targetMigration">The migration to go to; null for the newest. A script takes nothing back.</param>
    /// <param name="cancellationToken">Cancels the look-up of the workspace.</param>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
    /// <exception cref="WorkspaceUnavailableException">The workspace has no schema yet, or no longer.</exception>
    /// <exception cref="WorkspaceMigrationException">
    /// There is no such target, or the host's history table has columns of other names.
    /// </exception>
    Task<string> ScriptAsync(Guid? workspaceId = null, string? targetMigration = null, CancellationToken cancellationToken = default);
}
