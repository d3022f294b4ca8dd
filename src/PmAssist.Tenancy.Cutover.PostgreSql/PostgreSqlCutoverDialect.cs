using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>PostgreSQL's part of a cutover. Functions that it needs lie in <c>pg_temp</c> and end with the connection.</summary>
internal sealed partial class PostgreSqlCutoverDialect : CutoverDialect
{
    private const string FenceName = "pmassist_cutover_fence";

    private static readonly HashSet<string> BuiltIn =
    [
        "boolean", "smallint", "integer", "bigint", "numeric", "real", "double precision", "money", "text", "character varying",
        "character", "uuid", "json", "jsonb", "xml", "bytea", "date", "time without time zone", "time with time zone",
        "timestamp without time zone", "timestamp with time zone", "interval", "inet", "cidr", "macaddr", "bit", "bit varying",
    ];

    /// <summary>
    /// Version 15 has no function that tells whether a cast would fail. Keys given twice are lost in jsonb, so they count as a failure:
    /// a lost key is a lost pair of quotes, unless a quote was written as a number; then each object is looked at.
    /// </summary>
    private const string Functions = """
        CREATE OR REPLACE FUNCTION pg_temp.cutover_bad_json(value text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
        DECLARE parsed text;
        BEGIN
            parsed := CAST(CAST(value AS jsonb) AS text);
            IF length(value) - length(replace(value, '"', '')) IS NOT DISTINCT FROM length(parsed) - length(replace(parsed, '"', ''))
                AND position('\u0022' IN value) = 0 THEN
                RETURN false;
            END IF;
            RETURN EXISTS (
                WITH RECURSIVE part(node) AS (
                    SELECT CAST(value AS json)
                    UNION ALL
                    SELECT child.node FROM part CROSS JOIN LATERAL (
                        SELECT o.value AS node
                        FROM json_each(CASE json_typeof(part.node) WHEN 'object' THEN part.node ELSE '{}' END) AS o
                        UNION ALL
                        SELECT a.value
                        FROM json_array_elements(CASE json_typeof(part.node) WHEN 'array' THEN part.node ELSE '[]' END) AS a) AS child)
                SELECT 1 FROM part
                WHERE json_typeof(node) = 'object' AND (SELECT count(*) <> count(DISTINCT key) FROM json_object_keys(node) AS key));
        EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
            RETURN true;
        END $$;
        CREATE OR REPLACE FUNCTION pg_temp.cutover_is_bad(value text, type text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
        DECLARE ignored text;
        BEGIN
            EXECUTE 'SELECT CAST($1 AS ' || type || ')::text' INTO ignored USING value;
            RETURN false;
        EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
            RETURN true;
        END $$;
        CREATE OR REPLACE FUNCTION pg_temp.cutover_is_rounded(value text, type text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
        DECLARE rounded boolean;
        BEGIN
            EXECUTE 'SELECT CAST(CAST($1 AS numeric) AS ' || type || ') <> CAST($1 AS numeric)' INTO rounded USING value;
            RETURN rounded;
        EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
            RETURN true;
        END $$;
        """;

    /// <inheritdoc/>
    public override string SourceSchema(CutoverDescription description) => description.SourceSchema ?? "public";

    /// <inheritdoc/>
    public override async Task<DbConnection> OpenSourceAsync(
        MasterDbContext master, CutoverDescription description, bool writable, CancellationToken cancellationToken)
    {
        if (description.Source is { } elsewhere)
        {
            var connection = new NpgsqlConnection(elsewhere);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }

        await master.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return master.Database.GetDbConnection();
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Citus cannot open a savepoint on a connection that is in COPY (https://github.com/citusdata/citus/issues/4076), and a conversion
    /// that may fail needs one.
    /// </remarks>
    public override string? FindObstacle(TenancyProvider engine)
        => engine is PostgreSqlTenancyProvider { DistributesSchemas: true }
            ? "Rows cannot be carried over into schemas that Citus distributes. Cut over in a host without DistributeSchemas(), where "
                + "schemas are on the coordinator, from the first step to the last; then distribute each workspace with "
                + "IWorkspacePlaces.DistributeAsync, in a host with it. Nothing was changed."
            : null;

    /// <inheritdoc/>
    public override Task<bool> ChangesSessionAsync(DbConnection connection, CancellationToken cancellationToken)
        => PostgreSqlTenancyProvider.ChangesSessionAsync(connection, cancellationToken);

    /// <inheritdoc/>
    public override string? StagedName(CutoverDescription description, string table)
        => description.Source is null ? null : $"pg_temp.{Name(table)}";

    /// <inheritdoc/>
    /// <remarks>A type of the source database's own comes as text.</remarks>
    public override string StagedType(string type) => BuiltIn.Contains(Length().Replace(type, "")) ? type : "text";

    /// <inheritdoc/>
    /// <remarks>The server's binary format is passed on as it is, so no value is read and written again.</remarks>
    public override async Task StageAsync(CutoverStage stage, CancellationToken cancellationToken)
    {
        var (source, target) = ((NpgsqlConnection)stage.Source, (NpgsqlConnection)stage.Target);
        var columns = string.Join(", ", stage.Columns);
        var create = new NpgsqlCommand($"CREATE TEMPORARY TABLE {stage.Table} ({columns}) ON COMMIT DROP", target);
        await using (create.ConfigureAwait(false))
        {
            await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        var copyOut = $"COPY ({stage.Query}) TO STDOUT (FORMAT binary)";
        var from = await source.BeginRawBinaryCopyAsync(copyOut, cancellationToken).ConfigureAwait(false);
        await using var fromDisposal = from.ConfigureAwait(false);
        var copyIn = $"COPY {stage.Table} FROM STDIN (FORMAT binary)";
        var to = await target.BeginRawBinaryCopyAsync(copyIn, cancellationToken).ConfigureAwait(false);
        await using var toDisposal = to.ConfigureAwait(false);
        await from.CopyToAsync(to, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task PrepareAsync(
        DbConnection connection, DbTransaction? transaction, bool checks, CancellationToken cancellationToken)
    {
        // Checksums are made of values' text, which has to be the same on both sides. With little memory a reference is looked up row
        // by row. Compiling a statement takes longer than it saves here.
        var local = transaction is null ? "" : "LOCAL ";
        var functions = checks ? Functions : "";
        var command = connection.CreateCommand();
        await using var disposal = command.ConfigureAwait(false);
        command.Transaction = transaction;
        command.CommandText = $"""
            SET {local}TimeZone TO 'UTC';
            SET {local}DateStyle TO 'ISO';
            SET {local}work_mem TO '64MB';
            SET {local}jit TO off;
            {functions}
            """;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override string TableQuery(string schema, string table)
        => $"""
            SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = {Literal(schema)} AND c.relname = {Literal(table)}
            """;

    /// <inheritdoc/>
    public override string ColumnsQuery(string schema)
        => $"""
            SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod)
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
            WHERE n.nspname = {Literal(schema)} AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY c.relname, a.attnum
            """;

    /// <inheritdoc/>
    public override string IndexesQuery(string schema)
        => $"""
            SELECT c.relname::text, a.attname::text, CASE WHEN i.indisunique AND i.indnkeyatts = 1 THEN 1 ELSE 0 END
            FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
            WHERE n.nspname = {Literal(schema)} AND i.indpred IS NULL
            """;

    /// <inheritdoc/>
    public override string Convert(string value, string? type, CutoverValue target) => PostgreSqlCutoverValues.Convert(value, type, target);

    /// <inheritdoc/>
    public override string? IsBad(string value, string? type, CutoverValue target) => PostgreSqlCutoverValues.IsBad(value, type, target);

    /// <inheritdoc/>
    /// <remarks>
    /// Without a function the server can use several processes. JSON is written once on each side, so that it is read once.
    /// </remarks>
    public override string? MayBeBad(string value, string? type, CutoverValue target)
        => PostgreSqlCutoverValues.MayBeBad(value, type, target);

    /// <inheritdoc/>
    public override string Text(string value) => PostgreSqlCutoverValues.Text(value);

    /// <inheritdoc/>
    public override string LengthOf(string text) => $"char_length({text})";

    /// <inheritdoc/>
    public override string Differs(IReadOnlyList<string> left, IReadOnlyList<string> right, IReadOnlyList<CutoverValue> types)
    {
        var (one, other) = (string.Join(", ", left), string.Join(", ", right));
        return $"ROW({one}) IS DISTINCT FROM ROW({other})";
    }

    /// <inheritdoc/>
    /// <remarks>A numeric's text has as many digits as its type.</remarks>
    public override string Checksum(IReadOnlyList<string> values, IReadOnlyList<CutoverValue> types)
    {
        var written = string.Join(", ", values.Zip(types, Written));
        var row = values.Count == 1 ? written : $"ROW({written})";
        return $"hashtextextended(CAST({row} AS text), 0)";

        static string Written(string value, CutoverValue type)
            => type.StoreType.StartsWith("numeric", StringComparison.Ordinal) ? $"CAST({value} AS {type.StoreType})" : value;
    }

    /// <inheritdoc/>
    public override string SumOf(string checksum) => $"CAST(SUM(CAST({checksum} AS numeric)) AS text)";

    /// <inheritdoc/>
    /// <remarks>CREATE TRIGGER waits for the transactions that write to the table, so what comes after it sees all there is.</remarks>
    public override IReadOnlyList<string> Fence(string schema, string table, string message)
        =>
        [
            $"""
            CREATE OR REPLACE FUNCTION {Name(schema)}.{FenceName}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION {Literal(message)} USING ERRCODE = 'read_only_sql_transaction'; END $$
            """,
            $"DROP TRIGGER IF EXISTS {FenceName} ON {Name(schema)}.{Name(table)}",
            $"CREATE TRIGGER {FenceName} BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {Name(schema)}.{Name(table)} "
                + $"FOR EACH STATEMENT EXECUTE FUNCTION {Name(schema)}.{FenceName}()",
        ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Unfence(string schema, string table)
        =>
        [
            $"DROP TRIGGER IF EXISTS {FenceName} ON {Name(schema)}.{Name(table)}",
            $"""
            DO $$ BEGIN
                DROP FUNCTION IF EXISTS {Name(schema)}.{FenceName}();
            EXCEPTION WHEN dependent_objects_still_exist THEN NULL;
            END $$
            """,
        ];

    private static string Name(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Length();
}
