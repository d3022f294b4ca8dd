using System.Data.Common;

namespace PmAssist.Tenancy;

/// <summary>What has to be so before the first schema is distributed.</summary>
internal static class DistributionCheck
{
    public const string Setting = "citus.enable_schema_based_sharding";

    /// <summary>The first version with distributed schemas.</summary>
    private static readonly Version Oldest = new(12, 0);

    /// <param name="connection">An open connection with the login for schema changes, without a transaction.</param>
    /// <param name="master">The master schema's name; null to leave it out.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The problems, the one to be mended first as the first; none if all is well.</returns>
    public static async Task<IReadOnlyList<DistributionProblem>> FindAsync(
        DbConnection connection, string? master, CancellationToken cancellationToken)
    {
        var version = await FindVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        if (version is null)
        {
            return
            [
                new(
                    "extension",
                    "The database has no extension citus.",
                    "Create it in this database on each node:",
                    "CREATE EXTENSION citus"),
            ];
        }

        if (version < Oldest)
        {
            return
            [
                new(
                    "extension",
                    $"The extension citus has the version {version}.",
                    $"Distributed schemas need {Oldest} or newer. Update Citus, then the extension on each node:",
                    "ALTER EXTENSION citus UPDATE"),
            ];
        }

        // A server that knows of no node yet is none to Citus, and becomes one with the first schema (InsertCoordinatorIfClusterEmpty in
        // src/backend/distributed/metadata/node_metadata.c).
        var state = (await connection.ReadAsync(
            $"""
            SELECT citus_is_coordinator()
                    OR (NOT EXISTS (SELECT 1 FROM pg_dist_node) AND (SELECT l.groupid FROM pg_dist_local_group AS l) = 0),
                coalesce(nullif(pg_catalog.current_setting('{Setting}', true), '')::boolean, false),
                EXISTS (SELECT 1 FROM pg_dist_schema AS d JOIN pg_catalog.pg_namespace AS n ON n.oid = d.schemaid
                    WHERE n.nspname = {DistributionSql.Literal(master ?? "")})
            """,
            row => (IsCoordinator: row.GetBoolean(0), IsDefault: row.GetBoolean(1), IsMasterDistributed: row.GetBoolean(2)),
            cancellationToken).ConfigureAwait(false))[0];
        var problems = new List<DistributionProblem>();
        if (!state.IsCoordinator)
        {
            problems.Add(new(
                "coordinator",
                "The login for schema changes is connected to a worker.",
                "Citus creates schemas and tables on the coordinator only: pass a connection string that leads there as "
                    + "schemaChangeConnectionString of UseNpgsql. The application itself may stay on a worker."));
        }

        if (state.IsDefault)
        {
            problems.Add(await DefaultOnAsync(connection, cancellationToken).ConfigureAwait(false));
        }

        if (state.IsMasterDistributed)
        {
            problems.Add(new(
                "master schema",
                $"The master schema {master} is distributed, so that all workspaces are gone with the node that it is on.",
                "Bring it back to the coordinator:",
                $"SELECT citus_schema_undistribute({DistributionSql.Literal(master!)})"));
        }

        return problems;
    }

    /// <returns>The version of the extension; null if the database does not have it.</returns>
    public static async Task<Version?> FindVersionAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // For example '13.2-2': the number after the hyphen counts changes of the extension's own objects.
        var versions = await connection.ReadAsync(
            "SELECT extversion FROM pg_extension WHERE extname = 'citus'", row => row.GetString(0), cancellationToken)
            .ConfigureAwait(false);
        return versions is [var version] ? Version.Parse(version.Split('-')[0]) : null;
    }

    /// <summary>With the default on, whatever schema anybody creates becomes a shard. Says where it comes from.</summary>
    private static async Task<DistributionProblem> DefaultOnAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var resets = await connection.ReadAsync(
            $"""
            SELECT CASE WHEN s.setrole = 0 AND s.setdatabase = 0 THEN 'ALTER ROLE ALL'
                    WHEN s.setrole = 0 THEN 'ALTER DATABASE ' || pg_catalog.quote_ident(d.datname)
                    ELSE 'ALTER ROLE ' || pg_catalog.quote_ident(r.rolname)
                        || coalesce(' IN DATABASE ' || pg_catalog.quote_ident(d.datname), '') END || ' RESET {Setting}'
            FROM pg_catalog.pg_db_role_setting AS s
            LEFT JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase
            LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = s.setrole
            WHERE EXISTS (SELECT 1 FROM pg_catalog.unnest(s.setconfig) AS c(text) WHERE c.text LIKE '{Setting}=%')
                AND coalesce(d.datname, pg_catalog.current_database()) = pg_catalog.current_database()
                AND coalesce(r.rolname, current_user) = current_user
            ORDER BY s.setrole, s.setdatabase
            """,
            row => row.GetString(0),
            cancellationToken).ConfigureAwait(false);
        return new(
            Setting,
            $"The setting {Setting} is on by default, so that every schema that anybody creates is distributed, the master's too.",
            "The library turns it on where it has to be. "
                + (resets is []
                    ? "Remove it from postgresql.conf, or from Options in the connection string."
                    : "Take the default back, and connect again:"),
            resets is [] ? null : string.Join("; ", resets));
    }
}
