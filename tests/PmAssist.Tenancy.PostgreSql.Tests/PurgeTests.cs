using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Schemas of more tables than one transaction should lock are dropped part by part, and nothing outside them.</summary>
public sealed class PurgeTests(PostgreSqlServer server) : Specification(server)
{
    private readonly string _outside = $"outside_{Guid.NewGuid():N}"[..20];

    [Fact]
    public async Task Whatever_depends_on_what_within_a_schema_it_is_dropped()
    {
        await using var host = await StartAsync();
        var workspace = await CreateAsync(
            host,
            schema =>
            [
                // Each refers to the one before: dropped in the wrong order, the first would fail.
                Loop(
                    120,
                    $"CREATE TABLE \"{schema}\".chain_' || i || ' (id int PRIMARY KEY, before int' || CASE WHEN i > 1 THEN ' REFERENCES "
                        + $"\"{schema}\".chain_' || (i - 1) ELSE '' END || ')"),

                // All in one circle, which nothing outside breaks.
                Loop(70, $"CREATE TABLE \"{schema}\".circle_' || i || ' (id int PRIMARY KEY, next int)"),
                Loop(
                    70,
                    $"ALTER TABLE \"{schema}\".circle_' || i || ' ADD FOREIGN KEY (next) REFERENCES \"{schema}\".circle_' || (i % 70 + 1) "
                        + "|| '"),
                $"CREATE TABLE \"{schema}\".parent (id int, part int) PARTITION BY LIST (part)",
                Loop(60, $"CREATE TABLE \"{schema}\".part_' || i || ' PARTITION OF \"{schema}\".parent FOR VALUES IN (' || i || ')"),
                Loop(
                    60,
                    $"CREATE VIEW \"{schema}\".view_' || i || ' AS SELECT * FROM \"{schema}\".' || CASE WHEN i > 1 THEN 'view_' || (i - 1) "
                        + "ELSE 'parent' END || '"),
                $"CREATE MATERIALIZED VIEW \"{schema}\".summary AS SELECT count(*) FROM \"{schema}\".view_60",
                $"CREATE SEQUENCE \"{schema}\".numbers; CREATE TABLE \"{schema}\".numbered (id bigint DEFAULT "
                    + $"nextval('\"{schema}\".numbers'), own bigserial)",

                // A column of a table's own type is no dependency of the table itself: the server refuses the order that looks right.
                $"CREATE TABLE \"{schema}\".aaa_shape (x int); CREATE TABLE \"{schema}\".zzz_shaped (shape \"{schema}\".aaa_shape)",
                $"CREATE FUNCTION \"{schema}\".count_chain() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM \"{schema}\".chain_1'",
            ]);
        await host.Database.ExecuteAsync($"CREATE TABLE public.{_outside} (id int PRIMARY KEY)");
        await host.Database.ExecuteAsync(
            $"ALTER TABLE \"{workspace.Schema}\".numbered ADD COLUMN outside int REFERENCES public.{_outside}");
        try
        {
            await DeleteAsync(host, workspace);

            (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
            (await CountAsync(host, $"SELECT count(*) FROM pg_class WHERE relname = '{_outside}'")).Should().Be(1);
        }
        finally
        {
            await host.Database.ExecuteAsync($"DROP TABLE public.{_outside}");
        }
    }

    [Fact]
    public async Task What_comes_to_depend_on_a_large_schema_while_it_is_purged_stops_the_purge_and_is_named()
    {
        await using var host = await StartAsync();
        var workspace = await CreateAsync(host, schema => [Loop(120, $"CREATE TABLE \"{schema}\".t_' || i || ' (id int PRIMARY KEY)")]);
        await host.Database.ExecuteAsync(
            $"CREATE SCHEMA {_outside}; CREATE VIEW {_outside}.report AS SELECT * FROM \"{workspace.Schema}\".t_60; "
            + $"CREATE TABLE {_outside}.bill (t int CONSTRAINT bill_t REFERENCES \"{workspace.Schema}\".t_90)");
        try
        {
            // Part by part, as if they had come into being after the first look, before anything was dropped.
            var refused = (
                await FluentActions.Awaiting(() => DropAsync(host, workspace, withDependents: false))
                    .Should().ThrowAsync<WorkspaceDependentsException>()).Which;
            refused.Dependents.Should().BeSubsetOf([$"view {_outside}.report", $"constraint bill_t on table {_outside}.bill"])
                .And.NotBeEmpty();
            (await CountAsync(host, $"SELECT count(*) FROM pg_class WHERE relnamespace = '{_outside}'::regnamespace AND relkind IN ('r', "
                + "'v')")).Should().Be(2);

            await FluentActions.Awaiting(() => DeleteAsync(host, workspace)).Should().ThrowAsync<WorkspaceDependentsException>();
            await host.WithAsync<IWorkspaceService, bool>(async w =>
            {
                await w.PurgeAsync(workspace.Id, dropDependents: true, "ada", Token);
                return true;
            });

            (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
            (await CountAsync(host, $"SELECT count(*) FROM pg_class WHERE relnamespace = '{_outside}'::regnamespace AND relkind IN ('r', "
                + "'v')")).Should().Be(1);
            var told = (await host.AuditAsync(workspace.Id)).Where(e => e.Action == "workspace.dependents_dropped").Select(e => e.Details)
                .ToList();
            told.Should().Contain(d => d!.Contains($"view {_outside}.report"))
                .And.Contain(d => d!.Contains($"constraint bill_t on table {_outside}.bill"));
        }
        finally
        {
            await host.Database.ExecuteAsync($"DROP SCHEMA {_outside} CASCADE");
        }
    }

    [Fact]
    public async Task A_purge_that_was_cut_off_goes_on_with_what_is_left()
    {
        await using var host = await StartAsync();
        var workspace = await CreateAsync(host, schema => [Loop(120, $"CREATE TABLE \"{schema}\".t_' || i || ' (id int PRIMARY KEY)")]);
        await using var other = host.Another(tenancy => tenancy.Configure(options => options.DeletionGrace = TimeSpan.FromDays(1)));
        await other.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, "ada", Token));
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(Token);

        // The first part is committed as a whole; the call is canceled at the second.
        await using var blocker = await host.Database.OpenAsync(schema: null);
        await using var transaction = await blocker.BeginTransactionAsync(Token);
        var last = await LastTableAsync(host, workspace);
        await using (var command = blocker.CreateCommand())
        {
            command.Transaction = transaction;
            command.CommandText = $"LOCK TABLE ONLY {last} IN ACCESS SHARE MODE";
            await command.ExecuteNonQueryAsync(Token);
        }

        var purge = other.WithAsync<IWorkspaceService, bool>(async w =>
        {
            await w.PurgeAsync(workspace.Id, actorId: "ada", cancellationToken: cut.Token);
            return true;
        });
        await Waiting.UntilAsync(async () => await TablesOfAsync(host, workspace) < 100, "a part is dropped");
        await cut.CancelAsync();
        await FluentActions.Awaiting(() => purge).Should().ThrowAsync<OperationCanceledException>();
        await transaction.RollbackAsync(Token);

        (await TablesOfAsync(host, workspace)).Should().BePositive();
        (await FluentActions.Awaiting(() => other.WithAsync<IWorkspaceService, Workspace>(w => w.RestoreAsync(workspace.Id, "ada", Token)))
            .Should().ThrowAsync<WorkspaceConflictException>()).WithMessage("*purge has begun*");
        await other.WithAsync<IWorkspaceService, bool>(async w =>
        {
            await w.PurgeAsync(workspace.Id, actorId: "ada", cancellationToken: Token);
            return true;
        });
        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
    }

    [Fact]
    public async Task Who_uses_the_tables_is_named_by_process_and_application()
    {
        await using var host = await StartAsync(
            tenancy => tenancy.Configure(options => options.LockTimeout = TimeSpan.FromMilliseconds(100)));
        var workspace = await host.CreateWorkspaceAsync();
        await using var reader = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.ConnectionString) { ApplicationName = "reports", Pooling = false }.ConnectionString);
        await reader.OpenAsync(Token);
        await using var transaction = await reader.BeginTransactionAsync(Token);
        await using (var command = new NpgsqlCommand($"SELECT count(*) FROM \"{workspace.Schema}\".projects", reader, transaction))
        {
            await command.ExecuteScalarAsync(Token);
        }

        var refused = (await FluentActions.Awaiting(() => DeleteAsync(host, workspace)).Should().ThrowAsync<SchemaLockedException>()).Which;
        refused.Users.Should().ContainSingle()
            .Which.Should().Match($"process {reader.ProcessID} (reports, *, idle in transaction since *Z)");
        await transaction.RollbackAsync(Token);
        await DeleteAsync(host, workspace);
        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
    }

    [Fact]
    public async Task A_purge_that_fails_names_the_statement_and_its_cause()
    {
        await using var login = await LimitedLogin.CreateAsync(server);
        await using var host = await StartAsync(
            tenancy => tenancy.OnMasterMigrated(login.GrantMasterAsync).OnSchemaCreated(login.GrantAsync));
        var workspace = await host.CreateWorkspaceAsync();
        await using var limited = TestHost.Create<SpecDbContext>(
            new PostgreSqlDatabase(
                server, tenancy => tenancy.UseNpgsql(server.ConnectionString, schemaChangeConnectionString: login.ConnectionString)),
            tenancy => tenancy.Configure(options => options.MasterSchema = host.Database.MasterSchema));

        var failure = (
            await FluentActions.Awaiting(() => DeleteAsync(limited, workspace)).Should().ThrowAsync<WorkspaceMigrationException>()).Which;
        await FluentActions.Awaiting(() => DeleteAsync(limited, workspace)).Should().ThrowAsync<WorkspaceMigrationException>();

        failure.Statement.Should().Be($"DROP SCHEMA \"{workspace.Schema}\" CASCADE");
        failure.WorkspaceId.Should().Be(workspace.Id);
        failure.Message.Should().Contain("must be owner").And.Contain(failure.Statement).And.Contain("PurgeAsync");
        (await host.GetWorkspaceAsync(workspace.Id)).LastError.Should().Be(failure.Message);
        (await host.AuditAsync(workspace.Id)).Should().ContainSingle(e => e.Action == "workspace.purge_failed")
            .Which.Details.Should().Contain("\"statement\"").And.Contain("DROP SCHEMA");
        await DeleteAsync(host, workspace);
        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse("the login with the rights completes it");
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Two_thousand_tables_fit_into_the_lock_table_as_it_is_by_default()
    {
        await using var host = await StartAsync();
        (await CountAsync(host, "SELECT setting::bigint FROM pg_settings WHERE name = 'max_locks_per_transaction'")).Should().Be(64);
        var workspace = await CreateAsync(
            host,
            Enumerable.Range(0, 20).Select(hundred => (Func<string, string[]>)(schema =>
            [
                Loop(
                    100,
                    $"CREATE TABLE \"{schema}\".t_{hundred}_' || i || ' (id bigserial PRIMARY KEY, body text UNIQUE, made timestamptz); "
                        + $"CREATE INDEX ON \"{schema}\".t_{hundred}_' || i || ' (made)"),
            ])).ToArray());

        await DeleteAsync(host, workspace);

        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
    }

    private static async Task<Workspace> CreateAsync(TestHost host, params Func<string, string[]>[] lots)
    {
        var workspace = await host.CreateWorkspaceAsync();
        foreach (var statement in lots.SelectMany(lot => lot(workspace.Schema.Name)))
        {
            await host.Database.ExecuteAsync(statement);
        }

        return workspace;
    }

    /// <param name="count">How often.</param>
    /// <param name="statement">The statement, inside a literal that ends and begins again around <c>i</c>.</param>
    private static string Loop(int count, string statement)
        => $"DO 'BEGIN FOR i IN 1..{count} LOOP EXECUTE ''{statement.Replace("'", "''", StringComparison.Ordinal)}''; END LOOP; END'";

    private static Task<bool> DeleteAsync(TestHost host, Workspace workspace)
        => host.WithAsync<IWorkspaceService, bool>(async w =>
        {
            await w.DeleteAsync(workspace.Id, "ada", Token);
            return true;
        });

    private static async Task DropAsync(TestHost host, Workspace workspace, bool withDependents)
    {
        var provider = host.Database.CreateProvider();
        var options = new Microsoft.EntityFrameworkCore.DbContextOptionsBuilder<Microsoft.EntityFrameworkCore.DbContext>();
        provider.Configure(options, services: null, isMaster: false);
        for (var isComplete = false; !isComplete;)
        {
            await using var context = new Microsoft.EntityFrameworkCore.DbContext(options.Options);
            var access = new SchemaAccess(workspace.Schema.Name, TimeSpan.FromSeconds(5), new(mayBeMissing: true, mayDrop: true));
            await using var session = await provider.OpenSessionAsync(context, access, Token);
            isComplete = (await session.DropAsync(withDependents, Token)).IsComplete;
            await session.CompleteAsync([], Token);
        }
    }

    private static Task<long> TablesOfAsync(TestHost host, Workspace workspace)
        => CountAsync(host, $"SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = '\"{workspace.Schema}\"'::regnamespace");

    /// <summary>The table that the catalogue has last, so that it is not in the first part.</summary>
    private static Task<string> LastTableAsync(TestHost host, Workspace workspace)
        => ((PostgreSqlDatabase)host.Database).QueryAsync<string>(
            $"SELECT format('%I.%I', '{workspace.Schema}', relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                + $"'\"{workspace.Schema}\"'::regnamespace ORDER BY oid DESC LIMIT 1");

    private static Task<long> CountAsync(TestHost host, string sql) => ((PostgreSqlDatabase)host.Database).QueryAsync<long>(sql);
}
