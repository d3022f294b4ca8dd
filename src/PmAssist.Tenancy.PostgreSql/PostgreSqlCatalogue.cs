using System.Data.Common;
using Npgsql;

namespace PmAssist.Tenancy.Providers;

/// <summary>
/// What is in schemas, from pg_catalog, in one statement for many of them. Definitions are as the server prints them, which has them
/// qualified with their schema, because the library never puts one into <c>search_path</c>. Column positions are not in them: a table that
/// later migrations changed has its columns in another order than one that was made at once.
/// </summary>
internal static class PostgreSqlCatalogue
{
    public static SchemaCatalogue For(SchemaDistribution distribution) => new(
        "SELECT schemaname::text AS schema_name, tablename::text AS table_name FROM pg_catalog.pg_tables",
        schemas => Objects(schemas, DistributedObjects.For(distribution)),
        schemas => Sizes(schemas, DistributedObjects.For(distribution)),
        canBeMissing: CanBeMissing,
        isBusy: DistributedObjects.IsBusy);

    /// <summary>undefined_table, invalid_schema_name and undefined_function (postgresql.org/docs/current/errcodes-appendix.html).</summary>
    private static bool CanBeMissing(DbException exception)
        => exception.SqlState
            is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedFunction;

    private static string ListOf(IEnumerable<WorkspaceSchema> schemas) => string.Join(", ", schemas.Select(s => $"'{s.Name}'"));

    /// <summary>
    /// The time is kept only where <c>track_commit_timestamp</c> is on; it is that of the last change of the schema's own row, its rights
    /// included.
    /// </summary>
    private static string Sizes(IReadOnlyCollection<WorkspaceSchema> schemas, DistributedObjects distributed) => $"""
        SELECT n.nspname::text,
            (SELECT coalesce(sum({distributed.TableSize}), 0)::bigint FROM pg_catalog.pg_class AS c
             WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'm')),
            CASE WHEN pg_catalog.current_setting('track_commit_timestamp') = 'on'
                THEN pg_catalog.pg_xact_commit_timestamp(n.xmin) AT TIME ZONE 'UTC' END
        FROM pg_catalog.pg_namespace AS n WHERE n.nspname IN ({ListOf(schemas)})
        """;

    /// <remarks>
    /// Compiling this query takes ten times as long as running it, so JIT is off for the command's own transaction. No catalogue but
    /// pg_depend has an index that begins with the schema, and it has every object of one; from there all is looked up by key (OFFSET
    /// keeps the planner from reading a catalogue whole), so that what a page costs does not grow with the database. To print a view or
    /// a rule, the server locks the tables in it until the transaction ends. So these come last, and the query gives up rather than
    /// wait for a table that is being changed: a migration that waits for this query must not become the victim of a deadlock.
    /// </remarks>
    private static string Objects(IReadOnlyCollection<WorkspaceSchema> schemas, DistributedObjects distributed) => $"""
        SELECT pg_catalog.set_config('jit', 'off', true), pg_catalog.set_config('lock_timeout', '1', true);
        WITH s AS MATERIALIZED (
            SELECT oid, nspname::text AS schema, nspowner, nspacl FROM pg_catalog.pg_namespace WHERE nspname IN ({ListOf(schemas)})),
        d AS MATERIALIZED (
            SELECT s.schema, s.nspowner, d.classid, d.objid FROM s CROSS JOIN LATERAL (
                SELECT d.classid, d.objid FROM pg_catalog.pg_depend AS d
                WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.refobjid = s.oid AND d.deptype = 'n'
                OFFSET 0) AS d),
        c AS MATERIALIZED (
            SELECT d.schema, d.nspowner, c.* FROM d CROSS JOIN LATERAL (
                SELECT c.oid, c.relname::text AS name, c.relkind::text AS relkind, c.relpersistence, c.relowner, c.relacl, c.reloptions,
                    c.relrowsecurity, c.relforcerowsecurity, c.relhastriggers, c.relhasrules, c.relhasindex, c.relispopulated
                FROM pg_catalog.pg_class AS c WHERE c.oid = d.objid OFFSET 0) AS c
            WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass),
        a AS MATERIALIZED (
            SELECT c.schema, c.name AS parent, c.relowner, a.* FROM c CROSS JOIN LATERAL (
                SELECT a.* FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                OFFSET 0) AS a
            WHERE c.relkind IN ('r', 'p', 'f')),
        p AS MATERIALIZED (
            SELECT d.schema, p.* FROM d CROSS JOIN LATERAL (
                SELECT p.oid, p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' AS name, p.prokind,
                    p.proowner, p.proacl
                FROM pg_catalog.pg_proc AS p WHERE p.oid = d.objid OFFSET 0) AS p
            WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass)
        SELECT s.schema, {Kind(SchemaObjectKind.Schema)}, '', '', 'SCHEMA', {distributed.SchemaState}, {distributed.SchemaMend} FROM s
        UNION ALL
        SELECT c.schema, {Kind(SchemaObjectKind.Table)}, '', c.name,
            CASE c.relkind WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'p' THEN 'TABLE PARTITION BY ' || pg_catalog.pg_get_partkeydef(c.oid)
                ELSE 'TABLE' END
            || CASE c.relpersistence WHEN 'u' THEN ' UNLOGGED' ELSE '' END
            || coalesce(' WITH ' || c.reloptions::text, '')
            || CASE WHEN c.relrowsecurity THEN ' ENABLE ROW LEVEL SECURITY' ELSE '' END
            || CASE WHEN c.relforcerowsecurity THEN ' FORCE ROW LEVEL SECURITY' ELSE '' END
            || CASE WHEN {IsOfAnother} THEN ' OWNER ' || {OwnerName} ELSE '' END,
            {distributed.TableState}, {distributed.TableMend}
        FROM c WHERE c.relkind IN ('r', 'p', 'f')
        UNION ALL
        SELECT a.schema, {Kind(SchemaObjectKind.Column)}, a.parent, a.attname::text,
            pg_catalog.format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attcollation NOT IN (0, 100) THEN (
                SELECT CASE WHEN t.typcollation = a.attcollation THEN '' ELSE ' COLLATE ' || pg_catalog.quote_ident(l.collname) END
                FROM pg_catalog.pg_type AS t, pg_catalog.pg_collation AS l WHERE t.oid = a.atttypid AND l.oid = a.attcollation) ELSE '' END
            || CASE WHEN a.atthasdef THEN (
                SELECT CASE a.attgenerated WHEN 's' THEN ' GENERATED ALWAYS AS (' || e || ') STORED'
                    WHEN 'v' THEN ' GENERATED ALWAYS AS (' || e || ') VIRTUAL' ELSE ' DEFAULT ' || e END
                FROM (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS e FROM pg_catalog.pg_attrdef AS d
                      WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) AS printed) ELSE '' END
            || CASE a.attidentity WHEN 'a' THEN ' GENERATED ALWAYS AS IDENTITY' WHEN 'd' THEN ' GENERATED BY DEFAULT AS IDENTITY'
                ELSE '' END
            || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
            NULL, NULL
        FROM a
        UNION ALL
        SELECT c.schema, CASE k.contype WHEN 'p' THEN {Kind(SchemaObjectKind.PrimaryKey)} WHEN 'f' THEN {Kind(SchemaObjectKind.ForeignKey)}
                WHEN 'c' THEN {Kind(SchemaObjectKind.Check)} ELSE {Kind(SchemaObjectKind.Unique)} END,
            c.name, k.name, pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
            CASE WHEN NOT k.convalidated THEN 'not validated'
                WHEN k.contype = 'f' AND (
                    SELECT 1 FROM pg_catalog.pg_trigger AS t WHERE t.tgconstraint = k.oid AND t.tgenabled = 'D' LIMIT 1) = 1
                    THEN 'disabled' END,
            CASE WHEN NOT k.convalidated THEN
                pg_catalog.format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I', c.schema, c.name, k.name) END
        FROM c CROSS JOIN LATERAL (
            SELECT k.oid, k.conname::text AS name, k.contype, k.convalidated FROM pg_catalog.pg_constraint AS k
            WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'x', 'f', 'c') OFFSET 0) AS k
        WHERE c.relkind IN ('r', 'p', 'f')
        UNION ALL
        SELECT c.schema, {Kind(SchemaObjectKind.Index)}, c.name, i.name, pg_catalog.pg_get_indexdef(i.indexrelid),
            CASE WHEN NOT i.indisvalid THEN 'invalid' END,
            CASE WHEN NOT i.indisvalid THEN pg_catalog.format('REINDEX INDEX %I.%I', c.schema, i.name) END
        FROM c CROSS JOIN LATERAL (
            SELECT i.indexrelid, i.indisvalid, x.relname::text AS name
            FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
            WHERE i.indrelid = c.oid OFFSET 0) AS i
        WHERE c.relhasindex AND (
            SELECT 1 FROM pg_catalog.pg_constraint AS k
            WHERE k.conrelid = c.oid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x') LIMIT 1) IS NULL
        UNION ALL
        SELECT c.schema, {Kind(SchemaObjectKind.Sequence)},
            coalesce((SELECT t.relname::text FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_class AS t ON t.oid = d.refobjid
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.refobjsubid > 0
                AND d.deptype IN ('a', 'i') LIMIT 1), ''),
            c.name,
            pg_catalog.format('CREATE SEQUENCE %I.%I AS %s START %s INCREMENT %s MINVALUE %s MAXVALUE %s CACHE %s%s', c.schema, c.name,
                pg_catalog.format_type(q.seqtypid, NULL), q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache,
                CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END),
            NULL, NULL
        FROM c CROSS JOIN LATERAL (SELECT q.* FROM pg_catalog.pg_sequence AS q WHERE q.seqrelid = c.oid OFFSET 0) AS q
        WHERE c.relkind = 'S'
        UNION ALL
        SELECT c.schema, {Kind(SchemaObjectKind.Trigger)}, c.name, t.tgname::text, pg_catalog.pg_get_triggerdef(t.oid),
            CASE t.tgenabled WHEN 'O' THEN NULL WHEN 'D' THEN 'disabled' WHEN 'A' THEN 'always' ELSE 'replica only' END,
            CASE t.tgenabled WHEN 'D' THEN pg_catalog.format('ALTER TABLE %I.%I ENABLE TRIGGER %I', c.schema, c.name, t.tgname) END
        FROM c CROSS JOIN LATERAL (
            SELECT t.oid, t.tgname, t.tgenabled FROM pg_catalog.pg_trigger AS t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
            OFFSET 0) AS t
        WHERE c.relhastriggers
        UNION ALL
        SELECT p.schema, {Kind(SchemaObjectKind.Routine)}, '', p.name,
            CASE p.prokind WHEN 'a' THEN 'AGGREGATE' ELSE pg_catalog.pg_get_functiondef(p.oid) END, NULL, NULL
        FROM p
        UNION ALL
        SELECT d.schema, {Kind(SchemaObjectKind.Type)}, '', t.typname::text,
            CASE t.typtype
                WHEN 'd' THEN pg_catalog.format('CREATE DOMAIN %I.%I AS %s%s%s%s', d.schema, t.typname,
                    pg_catalog.format_type(t.typbasetype, t.typtypmod), coalesce(' DEFAULT ' || t.typdefault, ''),
                    CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END,
                    (SELECT pg_catalog.string_agg(' CONSTRAINT ' || pg_catalog.quote_ident(d.conname) || ' '
                        || pg_catalog.pg_get_constraintdef(d.oid), '' ORDER BY d.conname)
                     FROM pg_catalog.pg_constraint AS d WHERE d.contypid = t.oid AND d.contype = 'c'))
                WHEN 'e' THEN pg_catalog.format('CREATE TYPE %I.%I AS ENUM (%s)', d.schema, t.typname,
                    (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                     FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid))
                WHEN 'r' THEN pg_catalog.format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s)', d.schema, t.typname,
                    (SELECT pg_catalog.format_type(r.rngsubtype, NULL) FROM pg_catalog.pg_range AS r WHERE r.rngtypid = t.oid))
                ELSE pg_catalog.format('CREATE TYPE %I.%I AS (%s)', d.schema, t.typname,
                    (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(b.attname) || ' '
                        || pg_catalog.format_type(b.atttypid, b.atttypmod), ', ' ORDER BY b.attnum)
                     FROM pg_catalog.pg_attribute AS b WHERE b.attrelid = t.typrelid AND b.attnum > 0 AND NOT b.attisdropped)) END,
            NULL, NULL
        FROM d CROSS JOIN LATERAL (SELECT t.* FROM pg_catalog.pg_type AS t WHERE t.oid = d.objid OFFSET 0) AS t
        WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND (t.typtype IN ('d', 'e', 'r')
            OR (t.typtype = 'c' AND (SELECT y.relkind FROM pg_catalog.pg_class AS y WHERE y.oid = t.typrelid) = 'c'))
        UNION ALL
        SELECT c.schema, {Kind(SchemaObjectKind.Policy)}, c.name, o.polname::text,
            pg_catalog.format('%s FOR %s TO %s USING (%s) WITH CHECK (%s)',
                CASE WHEN o.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, o.polcmd,
                (SELECT pg_catalog.string_agg(coalesce(r.rolname::text, 'PUBLIC'), ', ' ORDER BY r.rolname)
                    FROM pg_catalog.unnest(o.polroles) AS g(oid) LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = g.oid),
                pg_catalog.pg_get_expr(o.polqual, o.polrelid), pg_catalog.pg_get_expr(o.polwithcheck, o.polrelid)),
            NULL, NULL
        FROM c CROSS JOIN LATERAL (SELECT o.* FROM pg_catalog.pg_policy AS o WHERE o.polrelid = c.oid OFFSET 0) AS o
        WHERE c.relkind IN ('r', 'p')
        UNION ALL
        SELECT d.schema, {Kind(SchemaObjectKind.Other)}, '', 'statistics ' || x.stxname, pg_catalog.pg_get_statisticsobjdef(x.oid),
            NULL, NULL
        FROM d JOIN pg_catalog.pg_statistic_ext AS x ON x.oid = d.objid
        WHERE d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass
        UNION ALL
        SELECT s.schema, {Kind(SchemaObjectKind.Other)}, '', 'comment', pg_catalog.quote_literal(o.description), NULL, NULL
        FROM s JOIN pg_catalog.pg_description AS o
            ON o.objoid = s.oid AND o.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND o.objsubid = 0
        UNION ALL
        SELECT c.schema, {Kind(SchemaObjectKind.Other)}, c.name, 'comment'
            || coalesce(' on ' || (SELECT a.attname FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = c.oid AND a.attnum = o.objsubid AND o.objsubid > 0), ''),
            pg_catalog.quote_literal(o.description), NULL, NULL
        FROM c CROSS JOIN LATERAL (
            SELECT o.objsubid, o.description FROM pg_catalog.pg_description AS o
            WHERE o.objoid = c.oid AND o.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass OFFSET 0) AS o
        WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
        UNION ALL
        SELECT g.schema, {Kind(SchemaObjectKind.Grant)}, g.parent, coalesce(r.rolname::text, 'PUBLIC') || g.part,
            pg_catalog.string_agg(e.privilege_type || CASE WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END, ', '
                ORDER BY e.privilege_type),
            NULL, NULL
        FROM (SELECT s.schema, '' AS parent, '' AS part, s.nspacl AS acl, s.nspowner AS owner FROM s WHERE s.nspacl IS NOT NULL
            UNION ALL SELECT c.schema, c.name, '', c.relacl, c.relowner FROM c WHERE c.relacl IS NOT NULL
            UNION ALL SELECT a.schema, a.parent, ' (' || a.attname || ')', a.attacl, a.relowner FROM a WHERE a.attacl IS NOT NULL
            UNION ALL SELECT p.schema, p.name, '', coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner)), p.proowner FROM p) AS g
        CROSS JOIN LATERAL pg_catalog.aclexplode(g.acl) AS e
        LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = e.grantee
        WHERE e.grantee <> g.owner
        GROUP BY g.schema, g.parent, g.part, r.rolname
        UNION ALL
        SELECT c.schema, {Kind(SchemaObjectKind.Other)}, c.name, 'rule ' || r.rulename, pg_catalog.pg_get_ruledef(r.oid),
            CASE r.ev_enabled WHEN 'O' THEN NULL ELSE 'disabled' END, NULL
        FROM c CROSS JOIN LATERAL (
            SELECT r.* FROM pg_catalog.pg_rewrite AS r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN' OFFSET 0) AS r
        WHERE c.relhasrules AND c.relkind IN ('r', 'p')
        UNION ALL
        SELECT c.schema, {Kind(SchemaObjectKind.View)}, '', c.name,
            pg_catalog.format('CREATE %s %I.%I%s%s AS %s', CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END, c.schema,
                c.name, CASE WHEN {IsOfAnother} THEN ' OWNER ' || {OwnerName} ELSE '' END,
                coalesce(' WITH (' || pg_catalog.array_to_string(c.reloptions, ', ') || ')', ''), pg_catalog.pg_get_viewdef(c.oid)),
            CASE WHEN NOT c.relispopulated THEN 'not populated' END,
            CASE WHEN NOT c.relispopulated THEN pg_catalog.format('REFRESH MATERIALIZED VIEW %I.%I', c.schema, c.name) END
        FROM c WHERE c.relkind IN ('v', 'm');
        SELECT pg_catalog.set_config('lock_timeout', reset_val, true) FROM pg_catalog.pg_settings WHERE name = 'lock_timeout'
        """;

    /// <summary>
    /// Of <c>c</c>: whether its owner is another than the schema's, and the login cannot act for it, or could act for anyone. Later
    /// migrations of a login that cannot are refused: "must be owner of table".
    /// </summary>
    private const string IsOfAnother = """
        c.relowner <> c.nspowner AND (
            pg_catalog.current_setting('is_superuser') = 'on' OR NOT pg_catalog.pg_has_role(c.relowner, 'USAGE'))
        """;

    private const string OwnerName = "pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner))";

    private static int Kind(SchemaObjectKind kind) => (int)kind;
}
