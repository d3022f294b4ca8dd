using System.Data.Common;

namespace PmAssist.Tenancy;

/// <summary>Who uses the tables of a schema.</summary>
internal static class PostgreSqlUsers
{
    /// <summary>Names the processes of the server that hold locks on them, ten at most; nothing of what they run is told.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(
        Func<string, DbCommand> create, string schema, CancellationToken cancellationToken)
    {
        var command = create(
            $"""
            SELECT DISTINCT CASE WHEN l.pid IS NULL THEN 'a prepared transaction (pg_prepared_xacts)' ELSE
                pg_catalog.format('process %s (%s)', l.pid, pg_catalog.concat_ws(', ', nullif(a.application_name, ''), a.usename, a.state
                    || ' since ' || pg_catalog.to_char(a.state_change AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"'))) END
            FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_class AS c ON c.oid = l.relation
                LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
            WHERE c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = '{schema}') AND l.granted
                AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
                AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
            ORDER BY 1 LIMIT 10
            """);
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var users = new List<string>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            users.Add(reader.GetString(0));
        }

        return users;
    }
}
