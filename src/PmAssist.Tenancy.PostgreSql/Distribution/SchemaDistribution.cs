using System.Data.Common;
using Npgsql;

namespace PmAssist.Tenancy;

/// <summary>
/// What <c>DistributeSchemas()</c> chose for a provider. On Citus, a schema that is created while a setting is on becomes a shard of its
/// own; its tables follow the schema and not the setting, so that nothing else has to know of it.
/// </summary>
internal sealed class SchemaDistribution
{
    private bool _isMasterOnAllNodes;
    private volatile bool _isChecked;

    /// <summary>Whether workspaces' schemas are distributed.</summary>
    public bool IsOn { get; private set; }

    public void TurnOn(bool isMasterOnAllNodes) => (IsOn, _isMasterOnAllNodes) = (true, isMasterOnAllNodes);

    /// <summary>
    /// What begins the transaction that a schema is created in, with a semicolon. It ends with the transaction, so that a pooler gives it
    /// to nobody else. Off for the master, whatever the login's default is: as a shard it would be gone with its node.
    /// </summary>
    public string SettingFor(SchemaAccess access)
        => MayCreate(access)
            ? $"SET LOCAL {DistributionCheck.Setting} TO {(IsWorkspace(access) ? "on" : "off")}; "
            : "";

    /// <summary>Checks, before a schema is created, what the setting needs: without Citus it does nothing, and says nothing.</summary>
    /// <param name="connection">An open connection with the login for schema changes, without a transaction.</param>
    /// <param name="access">What the session is opened for.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="DistributionException">Something is missing.</exception>
    public async Task CheckAsync(DbConnection connection, SchemaAccess access, CancellationToken cancellationToken)
    {
        if (MayCreate(access) && !(_isChecked && IsWorkspace(access)))
        {
            await CheckAsync(connection, IsWorkspace(access) ? null : access.Schema, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="CheckAsync(DbConnection, SchemaAccess, CancellationToken)"/>
    /// <param name="connection">An open connection with the login for schema changes, without a transaction.</param>
    /// <param name="master">The master schema's name; null to leave it out.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public async Task CheckAsync(DbConnection connection, string? master, CancellationToken cancellationToken)
    {
        try
        {
            var problems = await DistributionCheck.FindAsync(connection, master, cancellationToken).ConfigureAwait(false);
            _isChecked = problems is [] ? true : throw problems[0].Error;
        }
        catch (PostgresException exception)
        {
            throw new DistributionException(
                $"Citus does not answer: {exception.MessageText}. Check that it is in shared_preload_libraries of the server. Nothing was "
                + "changed.",
                exception);
        }
    }

    /// <summary>Whether a session migrates the master, and its tables are to be visible on all nodes.</summary>
    public bool IsMasterForAllNodes(SchemaAccess access) => _isMasterOnAllNodes && MayCreate(access) && !IsWorkspace(access);

    private static bool IsWorkspace(SchemaAccess access) => WorkspaceSchema.TryParse(access.Schema, out _);

    private bool MayCreate(SchemaAccess access) => IsOn && access.Options is { MayBeMissing: true, MayDrop: false };
}
