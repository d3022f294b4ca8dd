using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>
/// A database that answers as a coordinator of Citus does, as far as the library asks: its catalogue as tables, its functions, and triggers
/// that distribute a schema created while the setting is on, and the tables that are created in it at top level. Nothing is really
/// distributed. Of what Citus refuses, or runs on another node than it should be, what the library once sent fails here too. What the
/// functions were called with stands in <c>calls</c>, and whether in the transaction of the question before it.
/// </summary>
public sealed class FakeCitus(PostgreSqlServer server) : ITestServer, IAsyncLifetime
{
    private const string Objects = """
        CREATE TABLE pg_extension (extname text, extversion text);
        INSERT INTO pg_extension VALUES ('citus', '13.2-2');
        CREATE TABLE pg_dist_local_group (groupid int);
        INSERT INTO pg_dist_local_group VALUES (0);
        CREATE TABLE node_facts (is_coordinator boolean, wal_level text, max_connections text, is_healthy boolean);
        INSERT INTO node_facts VALUES (true, 'logical', '500', true);
        CREATE TABLE pg_dist_schema (schemaid oid PRIMARY KEY, colocationid int);
        CREATE TABLE pg_dist_partition (logicalrelid oid PRIMARY KEY, partmethod "char", repmodel "char", colocationid int);
        CREATE TABLE pg_dist_shard (logicalrelid oid, shardid bigint PRIMARY KEY);
        CREATE TABLE pg_dist_placement (shardid bigint PRIMARY KEY, groupid int);
        CREATE TABLE pg_dist_node (nodeid int, groupid int, nodename text, nodeport int, noderole text, isactive boolean,
            shouldhaveshards boolean, hasmetadata boolean, metadatasynced boolean);
        INSERT INTO pg_dist_node VALUES
            (1, 0, 'head', 5432, 'primary', true, false, true, true),
            (2, 1, 'one', 5432, 'primary', true, true, true, true),
            (3, 2, 'two', 5433, 'primary', true, true, true, true);
        CREATE SEQUENCE colocations;
        CREATE SEQUENCE shards START 102000;
        CREATE TABLE calls (number serial, text text, in_transaction boolean);
        CREATE TABLE busy (schemaid oid, times int);
        CREATE SEQUENCE refusals;

        CREATE FUNCTION note(text text) RETURNS void LANGUAGE sql AS
            $$ INSERT INTO public.calls (text, in_transaction) VALUES (text, current_setting('pmassist.asked', true) = 'here') $$;
        CREATE FUNCTION distribute(id oid) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_catalog AS $$
        DECLARE colocation int; shard bigint;
        BEGIN
            SELECT s.colocationid INTO colocation FROM pg_class t JOIN pg_dist_schema s ON s.schemaid = t.relnamespace
                WHERE t.oid = id AND t.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = id);
            IF colocation IS NULL THEN RETURN; END IF;
            IF EXISTS (SELECT FROM busy b JOIN pg_class t ON t.relnamespace = b.schemaid WHERE t.oid = id AND nextval('refusals') <= b.times) THEN
                RAISE EXCEPTION 'could not acquire the lock required to colocate distributed table %', id::regclass USING ERRCODE = 'XX000';
            END IF;
            INSERT INTO pg_dist_partition VALUES (id, 'n', 's', colocation);
            shard := nextval('shards');
            INSERT INTO pg_dist_shard VALUES (id, shard);
            INSERT INTO pg_dist_placement VALUES (shard, coalesce(
                (SELECT min(l.groupid) FROM pg_dist_placement l JOIN pg_dist_shard s USING (shardid) JOIN pg_dist_partition p USING (logicalrelid)
                    WHERE p.colocationid = colocation), colocation % 2 + 1));
        END $$;
        CREATE FUNCTION on_command() RETURNS event_trigger LANGUAGE plpgsql SET search_path = public, pg_catalog AS $$
        DECLARE command record; stack text;
        BEGIN
            GET DIAGNOSTICS stack = PG_CONTEXT;
            FOR command IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
                IF command.command_tag = 'CREATE SCHEMA' AND current_setting('citus.enable_schema_based_sharding', true) = 'on' THEN
                    INSERT INTO pg_dist_schema VALUES (command.objid, nextval('colocations'));
                ELSIF command.command_tag = 'ALTER TABLE' AND current_query() ILIKE '%ALTER CONSTRAINT%'
                    AND EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = command.objid) THEN
                    RAISE EXCEPTION 'alter table command is currently unsupported' USING ERRCODE = '0A000';
                ELSIF command.command_tag = 'ALTER TABLE' AND current_query() ILIKE '%ADD CONSTRAINT%' AND EXISTS (
                    SELECT FROM pg_constraint k JOIN pg_dist_schema d ON d.schemaid = k.connamespace WHERE k.contype = 'f' AND k.conrelid = command.objid
                        AND EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = k.conrelid)
                            <> EXISTS (SELECT FROM pg_dist_partition p WHERE p.logicalrelid = k.confrelid)) THEN
                    RAISE EXCEPTION 'referenced table must be a distributed table or a reference table' USING ERRCODE = '42P16';
                ELSIF command.command_tag IN ('CREATE TABLE', 'ALTER TABLE') AND stack NOT LIKE '%inline_code_block%' THEN
                    PERFORM distribute(command.objid);
                END IF;
            END LOOP;
        END $$;
        CREATE FUNCTION on_drop() RETURNS event_trigger LANGUAGE plpgsql SET search_path = public, pg_catalog AS $$
        BEGIN
            DELETE FROM pg_dist_schema WHERE schemaid IN (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE object_type = 'schema');
            DELETE FROM pg_dist_partition WHERE logicalrelid IN (SELECT objid FROM pg_event_trigger_dropped_objects() WHERE object_type = 'table');
        END $$;
        CREATE EVENT TRIGGER on_command ON ddl_command_end EXECUTE FUNCTION on_command();
        CREATE EVENT TRIGGER on_drop ON sql_drop EXECUTE FUNCTION on_drop();

        CREATE FUNCTION citus_is_coordinator() RETURNS boolean LANGUAGE sql AS $$
            SELECT set_config('pmassist.asked', 'here', true);
            SELECT is_coordinator FROM public.node_facts;
        $$;
        CREATE FUNCTION setval(name regclass, value bigint) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE stack text;
        BEGIN
            GET DIAGNOSTICS stack = PG_CONTEXT;
            IF current_query() ~* '\mFROM\M' AND stack NOT LIKE '%inline_code_block%' THEN
                RAISE EXCEPTION 'setval: value % is out of bounds for sequence % of the node', value, name USING ERRCODE = '22003';
            END IF;
            RETURN pg_catalog.setval(name, value);
        END $$;
        CREATE FUNCTION relation_is_a_known_shard(regclass) RETURNS boolean LANGUAGE sql AS $$ SELECT false $$;
        CREATE FUNCTION citus_schema_distribute(schema regnamespace) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_catalog AS $$
        BEGIN
            PERFORM note('distribute ' || schema);
            INSERT INTO pg_dist_schema VALUES (schema, nextval('colocations')) ON CONFLICT DO NOTHING;
            PERFORM distribute(oid) FROM pg_class WHERE relnamespace = schema AND relkind = 'r';
        END $$;
        CREATE FUNCTION citus_schema_undistribute(schema regnamespace) RETURNS void LANGUAGE sql AS $$
            SELECT public.note('undistribute ' || schema);
            DELETE FROM public.pg_dist_partition WHERE colocationid IN (SELECT colocationid FROM public.pg_dist_schema WHERE schemaid = schema);
            DELETE FROM public.pg_dist_schema WHERE schemaid = schema;
        $$;
        CREATE FUNCTION citus_schema_move(schema regnamespace, name text, port int, mode text) RETURNS void LANGUAGE sql AS $$
            SELECT public.note(format('move %s to %s:%s %s', schema, name, port, mode));
            UPDATE public.pg_dist_placement l SET groupid = n.groupid FROM public.pg_dist_node n, public.pg_dist_shard s,
                public.pg_dist_partition p, public.pg_dist_schema d
            WHERE n.nodename = name AND n.nodeport = port AND s.shardid = l.shardid AND p.logicalrelid = s.logicalrelid
                AND d.colocationid = p.colocationid AND d.schemaid = schema;
        $$;
        CREATE FUNCTION truncate_local_data_after_distributing_table(name regclass) RETURNS void LANGUAGE sql AS
            $$ SELECT public.note('truncate ' || name) $$;
        CREATE FUNCTION citus_add_local_table_to_metadata(name regclass, cascade_via_foreign_keys boolean DEFAULT false) RETURNS void
            LANGUAGE sql AS $$
            SELECT public.note(format('manage %s %s', name, cascade_via_foreign_keys));
            INSERT INTO public.pg_dist_partition VALUES (name, 'n', 's', 0);
        $$;
        CREATE FUNCTION citus_total_relation_size(name regclass, fail boolean) RETURNS bigint LANGUAGE sql AS
            $$ SELECT CASE WHEN EXISTS (SELECT FROM public.pg_dist_partition WHERE logicalrelid = name) THEN 1000 END $$;
        CREATE FUNCTION citus_shard_sizes(OUT shard_id int, OUT size bigint) RETURNS SETOF record LANGUAGE sql AS
            $$ SELECT shardid::int, 1000 FROM public.pg_dist_shard $$;
        CREATE FUNCTION run_command_on_all_nodes(command text, OUT nodeid int, OUT success boolean, OUT result text) RETURNS SETOF record
            LANGUAGE sql AS $$
            SELECT n.nodeid, true, CASE command WHEN 'SHOW wal_level' THEN wal_level ELSE max_connections END
            FROM public.pg_dist_node n, public.node_facts
        $$;
        CREATE FUNCTION citus_check_cluster_node_health(OUT from_nodename text, OUT from_nodeport int, OUT to_nodename text,
            OUT to_nodeport int, OUT result boolean) RETURNS SETOF record LANGUAGE sql AS $$
            SELECT a.nodename, a.nodeport, b.nodename, b.nodeport, is_healthy
            FROM public.pg_dist_node a, public.pg_dist_node b, public.node_facts WHERE a.nodeid <= b.nodeid
        $$;
        CREATE TABLE moves (table_name regclass, sourcename text, sourceport int, targetname text, targetport int, source_shard_size bigint,
            target_shard_size bigint, status text);
        CREATE FUNCTION get_rebalance_progress() RETURNS SETOF moves LANGUAGE sql AS $$ SELECT * FROM public.moves $$;
        CREATE TABLE rebalances (state text, started_at timestamptz, finished_at timestamptz, details jsonb);
        CREATE FUNCTION citus_rebalance_status() RETURNS SETOF rebalances LANGUAGE sql AS $$ SELECT * FROM public.rebalances $$;
        """;

    private readonly string _name = $"citus_{Guid.NewGuid():N}"[..20];

    public string Engine => "citus-fake";

    public string Description => $"a database with Citus' names in it, on {server.Description}";

    public string? MissingReason { get; private set; } = server.MissingReason;

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (MissingReason is not null)
        {
            return;
        }

        if (server.IsExternal)
        {
            MissingReason = "the server is somebody else's; databases are not made there.";
            return;
        }

        await new PostgreSqlDatabase(server).ExecuteAsync($"CREATE DATABASE {_name}");
        ConnectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Database = _name,
            SearchPath = "public, pg_catalog",
        }.ConnectionString;
        await Plain().ExecuteAsync(Objects);
    }

    public ITestDatabase CreateDatabase() => Create(builder => builder.DistributeSchemas());

    /// <summary>A place for one test, where the library does not distribute unless it is told to.</summary>
    public PostgreSqlDatabase Create(Action<TenancyBuilder>? configure = null)
        => new(ConnectionString, isTemporary: true, tenancy =>
        {
            tenancy.UseNpgsql(ConnectionString);
            configure?.Invoke(tenancy);
        });

    public PostgreSqlDatabase Plain() => new(ConnectionString, isTemporary: true);

    /// <summary>Changes what the nodes answer, until it is disposed.</summary>
    public async Task<IAsyncDisposable> WithAsync(string change, string back)
    {
        await Plain().ExecuteAsync(change);
        return new Change(this, back);
    }

    public async ValueTask DisposeAsync()
    {
        if (ConnectionString.Length > 0)
        {
            await new PostgreSqlDatabase(server).ExecuteAsync($"DROP DATABASE {_name} WITH (FORCE)");
        }
    }

    private sealed class Change(FakeCitus citus, string back) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await citus.Plain().ExecuteAsync(back);
    }
}
