using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace PmAssist.Tenancy;

/// <summary>Examines what distributed workspaces need of the cluster, and what in them cannot be distributed or moved.</summary>
internal sealed class DistributionExaminer(ISchemaSessions sessions, TenancyOptions options) : IDatabaseExaminer
{
    private const string Nodes = "pg_dist_node AS n WHERE n.noderole = 'primary'";

    private static readonly Func<string, string> Workspaces = state
        => $"n.nspname ~ '^ws_[0-9a-f]{{32}}$' AND {state} EXISTS (SELECT 1 FROM pg_dist_schema AS d WHERE d.schemaid = n.oid)";

    public async Task<IReadOnlyList<WorkspaceFinding>> ExamineAsync(MasterDbContext master, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)master.Database.GetDbConnection();
        IReadOnlyList<DistributionProblem> problems;
        try
        {
            problems = await DistributionCheck.FindAsync(connection, options.MasterSchema, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception)
        {
            problems = [NotRead("citus", exception)];
        }

        var findings = problems.Select(p => p.Finding).ToList();
        if (problems.Any(p => p.Name is "extension" or "citus"))
        {
            return findings;
        }

        var allows = new NpgsqlConnectionStringBuilder(connection.ConnectionString).MaxPoolSize;
        await AddAsync("wal_level", WalLevels, row => WalLevel(row.GetString(0), row.GetString(1))).ConfigureAwait(false);
        await AddAsync("connections between nodes", Health, row => Unreachable(row.GetString(0), row.GetString(1))).ConfigureAwait(false);
        await AddAsync("nodes", Stale, row => NotInUse(row.GetString(0), row.GetBoolean(1))).ConfigureAwait(false);
        await AddAsync("max_connections", MaxConnections(allows), row => Pool(row.GetString(0), row.GetString(1), allows))
            .ConfigureAwait(false);
        await AddAsync("shared tables", SharedTables(), row => Shared(row.GetString(0))).ConfigureAwait(false);
        await AddAsync("local workspaces", PlaceObstacles.ToDistribute(Workspaces("NOT")), row => NotYet(row.GetString(0)))
            .ConfigureAwait(false);
        await AddAsync("local workspaces", PlaceObstacles.ToUndistribute(Workspaces("NOT")), row => NoWayBack(row.GetString(0)))
            .ConfigureAwait(false);
        await AddAsync("distributed workspaces", PlaceObstacles.ToMove(Workspaces("")), row => Keyless(row.GetString(0)))
            .ConfigureAwait(false);
        return findings;

        async Task AddAsync(string name, string sql, Func<DbDataReader, DistributionProblem> problemOf)
        {
            try
            {
                var found = await connection.ReadAsync(sql, problemOf, cancellationToken).ConfigureAwait(false);
                findings.AddRange(found.Select(p => p.Finding));
            }
            catch (PostgresException exception)
            {
                findings.Add(NotRead(name, exception).Finding);
            }
        }
    }

    private static string NodeName(string alias) => $"coalesce({alias}.nodename || ':' || {alias}.nodeport, 'the coordinator')";

    private static string WalLevels => $"""
        SELECT {NodeName("n")}, coalesce(r.result, 'no answer')
        FROM run_command_on_all_nodes('SHOW wal_level') AS r LEFT JOIN pg_dist_node AS n ON n.nodeid = r.nodeid
        WHERE r.result IS DISTINCT FROM 'logical' ORDER BY 1
        """;

    private static string Health => """
        SELECT h.from_nodename || ':' || h.from_nodeport, h.to_nodename || ':' || h.to_nodeport
        FROM citus_check_cluster_node_health() AS h WHERE h.result IS NOT TRUE ORDER BY 1, 2
        """;

    private static string Stale => $"""
        SELECT {NodeName("n")}, n.isactive FROM {Nodes} AND (NOT n.isactive OR (n.hasmetadata AND NOT n.metadatasynced)) ORDER BY 1
        """;

    private static string MaxConnections(int pool) => FormattableString.Invariant($"""
        SELECT {NodeName("n")}, r.result
        FROM run_command_on_all_nodes('SHOW max_connections') AS r LEFT JOIN pg_dist_node AS n ON n.nodeid = r.nodeid
        WHERE CASE WHEN r.success THEN r.result::int < {pool} END ORDER BY 1
        """);

    private string SharedTables()
    {
        var tables = sessions.WorkspaceModels.SelectMany(m => m.GetEntityTypes())
            .Where(e => e.IsSharedAcrossWorkspaces() && e.GetTableName() is not null)
            .Where(e => e.GetSchema() != TenancyOptions.MasterTemplateName && e.GetSchema() != options.MasterSchema)
            .Select(e => DistributionSql.Literal((e.GetSchema() is { } s ? $"\"{s}\"." : "") + $"\"{e.GetTableName()}\""))
            .Distinct().ToList();
        return tables is []
            ? "SELECT '' WHERE false"
            : $"""
                SELECT t.name FROM (VALUES {string.Join(", ", tables.Select(t => $"({t})"))}) AS t(name)
                WHERE pg_catalog.to_regclass(t.name) IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM pg_dist_partition AS p
                    WHERE p.logicalrelid = pg_catalog.to_regclass(t.name) AND p.partmethod = 'n' AND p.repmodel = 't')
                ORDER BY 1
                """;
    }

    private static DistributionProblem NotRead(string name, PostgresException exception)
        => new(name, $"It could not be examined: {exception.MessageText}.", "Fix that, or examine it with a login that may.");

    private static DistributionProblem WalLevel(string node, string level)
        => new(
            $"wal_level of {node}",
            level,
            "A workspace is moved from and to this node only with its writers waiting. Set it on the node itself, and restart it:",
            "ALTER SYSTEM SET wal_level = logical");

    private static DistributionProblem Unreachable(string from, string to)
        => new(
            $"connection from {from} to {to}",
            "It cannot be opened.",
            "Check that the node is up, its pg_hba.conf, and pg_dist_authinfo.");

    private static DistributionProblem NotInUse(string node, bool isActive)
        => new(
            $"node {node}",
            isActive ? "Its copy of the metadata is not current." : "It is disabled.",
            isActive
                ? "Citus brings it up to date by itself when the node answers; applications must not connect to it until then."
                : "No schema can be created and no table changed while a node is missing. Call citus_activate_node, or remove it.");

    private static DistributionProblem Pool(string node, string allowed, int pool)
        => new(
            $"max_connections of {node}",
            $"{allowed}, and the pool of one process may have {pool}.",
            "Each session on the coordinator keeps a connection to each node that it used, so that the pools of all processes have to fit. "
            + "Raise max_connections on the node, or lower Maximum Pool Size.");

    private static DistributionProblem Shared(string table)
        => new(
            $"shared table {table}",
            "It is no reference table.",
            "A workspace's table can refer to it, and be joined with it, only if all nodes have it. Make it one:",
            $"SELECT create_reference_table({DistributionSql.Literal(table)})");

    private static DistributionProblem NotYet(string obstacle)
        => new(
            "local workspaces",
            $"In workspaces that are not distributed, {obstacle}.",
            "They cannot be distributed like that. Change it by a migration.");

    private static DistributionProblem NoWayBack(string obstacle)
        => new(
            "local workspaces",
            $"In workspaces that are not distributed, {obstacle}.",
            "Distribute them only if they need not come back, or change the keys to such as the client makes, GUIDs for example.");

    private static DistributionProblem Keyless(string obstacle)
        => new("distributed workspaces", $"In distributed workspaces, {obstacle}.", "Give it a key by a migration.");
}
