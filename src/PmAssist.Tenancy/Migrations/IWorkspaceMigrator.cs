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
    /// <exception cref="SchemaLockedException">Another process was changing the schema all the while.</exception>
    /// <exception cref="WorkspaceMigrationException">A migration failed.</exception>
    Task MigrateMasterAsync(string? targetMigration = null, CancellationToken cancellationToken = default);

    /// <summary>Migrates one workspace. Does nothing when it is current.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="targetMigration">The migration to go to, back if it is older; null for the newest.</param>
    /// <param name="cancellationToken">Cancels the call; the migration under way is rolled back.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="WorkspaceNotFoundException">There is no such workspace.</exception>
    /// <exception cref="WorkspaceUnavailableException">The workspace has no schema yet, or no longer.</exception>
    /// <exception cref="WorkspaceMigrationException">A migration failed; the error is also in the workspace's <c>last_error</c>.</exception>
    Task<WorkspaceMigrationResult> MigrateAsync(
        Guid workspaceId, string? targetMigration = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says which workspaces are not at this build's version, by one query of the catalogue; nothing is changed.
    /// </summary>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<WorkspaceMigrationPlan> PlanAsync(CancellationToken cancellationToken = default);

    /// <summary>Says how many workspaces are at which version and which ones failed, by two queries of the catalogue.</summary>
    /// <param name="cancellationToken">Cancels the queries.</param>
    Task<WorkspaceFleetStatus> GetStatusAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Compares the catalogue with the history table of every schema, at most 200 schemas a query, and corrects the catalogue: for
    /// after a restore, or when somebody changed schemas by hand. Schemas are only read.
    /// </summary>
    /// <param name="cancellationToken">Stops the comparison; what was corrected stays corrected.</param>
    Task<WorkspaceVerification> VerifyAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Migrates every workspace that is behind. A failure of one does not stop the others; it is in the report and in the
    /// workspace's <c>last_error</c>. May run on several machines at once, and again after a failure.
    /// </summary>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <param name="progress">Told of each workspace that is done.</param>
    /// <param name="cancellationToken">
    /// Stops the run: a migration under way is rolled back, and workspaces not reached are reported as skipped.
    /// </param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="WorkspaceMigrationException">The context has no migrations, or there is no such target.</exception>
    Task<WorkspaceMigrationReport> RunAsync(
        WorkspaceMigrationOptions? options = null,
        IProgress<WorkspaceMigrationProgress>? progress = null,
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
