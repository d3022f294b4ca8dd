using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Providers;

/// <summary>
/// The one door to a schema: work on it runs under its lock, in a transaction, on the login for schema changes, retried by the
/// engine's execution strategy.
/// </summary>
/// <remarks>Singleton; safe to use from any thread. For packages that build on the library; a host uses its services.</remarks>
public interface ISchemaSessions
{
    /// <summary>
    /// The models of the host's workspace contexts as at design time, in the order of registration, written against the template schema.
    /// Several may map one table, of which one makes it; the others leave it out of their migrations.
    /// </summary>
    IReadOnlyList<IModel> WorkspaceModels { get; }

    /// <summary>A master context that is not pooled, on the login for schema changes. The caller disposes it.</summary>
    MasterDbContext CreateMasterContext();

    /// <summary>Runs work on a workspace's schema.</summary>
    /// <param name="schema">The workspace's schema.</param>
    /// <param name="options">How to open it.</param>
    /// <param name="work">
    /// The work; it may run again after a transient failure. What it did is undone unless it ends with
    /// <see cref="SchemaSession.CompleteAsync"/>.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SchemaLockedException">The lock was not acquired in time.</exception>
    /// <exception cref="WorkspaceMigrationException">The schema is missing although it should be there.</exception>
    Task<T> InWorkspaceAsync<T>(
        WorkspaceSchema schema,
        SchemaSessionOptions options,
        Func<SchemaSession, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken);

    /// <summary>
    /// Reads a workspace's schema as it is at one moment, without its lock and while others use it. Runs once, because what was read may
    /// have been passed on.
    /// </summary>
    /// <param name="schema">The workspace's schema.</param>
    /// <param name="read">Reads.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<T> ReadSnapshotAsync<T>(
        WorkspaceSchema schema, Func<SchemaSnapshot, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Runs work on the master schema, which has to be there.</summary>
    /// <inheritdoc cref="InWorkspaceAsync"/>
    Task<T> InMasterAsync<T>(
        SchemaSessionOptions options, Func<SchemaSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken);
}
