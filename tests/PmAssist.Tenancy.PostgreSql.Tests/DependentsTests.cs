using Microsoft.EntityFrameworkCore;
using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Dropping a workspace drops nothing outside its schema.</summary>
public sealed class DependentsTests(PostgreSqlServer server) : Specification(server)
{
    private readonly string _outside = $"outside_{Guid.NewGuid():N}"[..20];

    [Fact]
    public async Task A_workspace_that_something_outside_depends_on_is_not_purged_and_each_is_named()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await CreateDependentsAsync(host, workspace);
        try
        {
            var refused = (
                await FluentActions.Awaiting(() => DeleteAsync(host, workspace)).Should().ThrowAsync<WorkspaceDependentsException>()).Which;

            refused.Schema.Should().Be(workspace.Schema.Name);
            refused.Dependents.Should().BeEquivalentTo(
                $"view {_outside}.report",
                $"view {_outside}.report_of_report",
                $"materialized view {_outside}.totals",
                $"constraint billing_project on table {_outside}.billing",
                $"default value for column number of table {_outside}.billing",
                $"column mood of table {_outside}.billing",
                $"trigger audit on table {_outside}.billing",
                $"policy own on table {_outside}.billing",
                $"cast from {_outside}.score to integer",
                $"function {_outside}.count_projects()");
            refused.Dependents.Should().OnlyContain(d => refused.Message.Contains(d, StringComparison.Ordinal));
            (await host.GetWorkspaceAsync(workspace.Id)).LastError.Should().Be(refused.Message);
            (await RestoreAsync(host, workspace)).Status.Should().Be(WorkspaceStatus.Active, "nothing was dropped");
            (await host.WithAsync<IWorkspaceMemberService, IReadOnlyList<WorkspaceMember>>(
                m => m.ListAsync(workspace.Id, cancellationToken: Token)))
                .Should().ContainSingle();
            (await CountOutsideAsync(host)).Should().Be(10);
        }
        finally
        {
            await host.Database.ExecuteAsync($"DROP SCHEMA {_outside} CASCADE");
        }

        await DeleteAsync(host, workspace);
        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
    }

    [Fact]
    public async Task Told_so_it_is_purged_with_them_and_the_audit_names_each()
    {
        await using var host = await StartAsync();
        var (workspace, other) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await CreateDependentsAsync(host, workspace);
        try
        {
            await host.WithAsync<IWorkspaceService, bool>(async workspaces =>
            {
                await FluentActions.Awaiting(() => workspaces.DeleteAsync(workspace.Id, "ada", Token))
                    .Should().ThrowAsync<WorkspaceDependentsException>();
                await workspaces.PurgeAsync(workspace.Id, dropDependents: true, "ada", Token);
                return true;
            });

            (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
            (await CountOutsideAsync(host)).Should().Be(1, "the table itself depends on nothing");
            var audit = (await host.AuditAsync(workspace.Id))
                .Should().ContainSingle(e => e.Action == "workspace.dependents_dropped").Subject;
            audit.Details.Should().Contain($"view {_outside}.report;")
                .And.Contain($"constraint billing_project on table {_outside}.billing");
        }
        finally
        {
            await host.Database.ExecuteAsync($"DROP SCHEMA {_outside} CASCADE");
        }

        await DeleteAsync(host, other);
        (await host.AuditAsync(other.Id))
            .Should().Contain(e => e.Action == "workspace.purged").And.NotContain(e => e.Action == "workspace.dependents_dropped");
    }

    [Fact]
    public async Task What_came_after_the_purge_began_stops_it_before_anything_is_dropped()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.Database.ExecuteAsync(
            $"UPDATE {host.Database.MasterTable("Workspace")} SET status = 'Deleting' WHERE id = '{workspace.Id}'");
        await host.Database.ExecuteAsync($"CREATE VIEW public.{_outside} AS SELECT count(*) FROM \"{workspace.Schema}\".projects");
        try
        {
            var provider = host.Database.CreateProvider();
            var options = new Microsoft.EntityFrameworkCore.DbContextOptionsBuilder<Microsoft.EntityFrameworkCore.DbContext>();
            provider.Configure(options, services: null, isMaster: false);
            await using var context = new Microsoft.EntityFrameworkCore.DbContext(options.Options);
            var access = new SchemaAccess(workspace.Schema.Name, TimeSpan.FromSeconds(5), new(mayBeMissing: true, mayDrop: true));
            await using var session = await provider.OpenSessionAsync(context, access, Token);

            (await FluentActions.Awaiting(() => session.DropAsync(withDependents: false, Token))
                .Should().ThrowAsync<WorkspaceDependentsException>())
                .Which.Dependents.Should().Equal($"view {_outside}");
            (await host.Database.ExistsAsync(workspace.Schema)).Should().BeTrue();
        }
        finally
        {
            await host.Database.ExecuteAsync($"DROP VIEW public.{_outside}");
        }
    }

    [Fact]
    public async Task The_server_does_not_compile_the_query_for_them()
    {
        Assert.SkipWhen(server.IsExternal, "The server is somebody else's; modules are not loaded there.");
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Options = "-c jit_above_cost=0 -c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 "
                + "-c auto_explain.log_analyze=on -c auto_explain.log_level=notice",
            Pooling = false,
        }.ConnectionString;
        await using var explained = TestHost.Create<SpecDbContext>(
            new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(connectionString)), configure: null);
        var plans = new List<string>();
        await explained.WithAsync<MasterDbContext, int>(async master =>
        {
            await master.Database.OpenConnectionAsync(Token);
            ((NpgsqlConnection)master.Database.GetDbConnection()).Notice += (_, args) => plans.Add(args.Notice.MessageText);
            (await host.Database.CreateProvider().FindDependentsAsync(master, workspace.Schema, Token)).Should().BeEmpty();
            return await master.Database.ExecuteSqlRawAsync("SELECT count(*) FROM pg_class", Token);
        });

        plans.Should().Contain(plan => plan.Contains("pg_depend") && !plan.Contains("JIT:"))
            .And.NotContain(plan => plan.Contains("pg_depend") && plan.Contains("JIT:"));
        plans[^1].Should().Contain("JIT:", "another query is compiled");
    }

    /// <summary>
    /// One of each kind, and what only looks like one: a workspace's own parts and casts, and its own key onto a table outside.
    /// </summary>
    private async Task CreateDependentsAsync(TestHost host, Workspace workspace)
    {
        var schema = workspace.Schema.Name;
        await host.Database.ExecuteAsync(
            $"""
             CREATE SCHEMA {_outside};
             CREATE SEQUENCE "{schema}".numbers;
             CREATE TYPE "{schema}".mood AS ENUM ('good', 'bad');
             CREATE FUNCTION "{schema}".note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
             CREATE VIEW "{schema}".own_view AS SELECT * FROM "{schema}".projects;
             CREATE TABLE "{schema}".own_parts (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, body text DEFAULT 'x', UNIQUE (body));
             CREATE TABLE {_outside}.billing (
                 project uuid CONSTRAINT billing_project REFERENCES "{schema}".projects ("Id"),
                 number bigint DEFAULT nextval('"{schema}".numbers'),
                 mood "{schema}".mood,
                 id int PRIMARY KEY);
             ALTER TABLE "{schema}".own_parts ADD FOREIGN KEY (id) REFERENCES {_outside}.billing (id);
             ALTER DEFAULT PRIVILEGES IN SCHEMA "{schema}" GRANT SELECT ON TABLES TO PUBLIC;
             CREATE TRIGGER audit BEFORE INSERT ON {_outside}.billing FOR EACH ROW EXECUTE FUNCTION "{schema}".note();
             CREATE POLICY own ON {_outside}.billing USING (EXISTS (SELECT 1 FROM "{schema}".projects));
             CREATE VIEW {_outside}.report AS SELECT count(*) FROM "{schema}".projects;
             CREATE VIEW {_outside}.report_of_report AS SELECT * FROM {_outside}.report;
             CREATE MATERIALIZED VIEW {_outside}.totals AS SELECT count(*) AS total FROM "{schema}".projects;
             CREATE UNIQUE INDEX ON {_outside}.totals (total);
             CREATE TYPE {_outside}.score AS (points int);
             CREATE FUNCTION "{schema}".points({_outside}.score) RETURNS int LANGUAGE sql AS 'SELECT 1';
             CREATE CAST ({_outside}.score AS int) WITH FUNCTION "{schema}".points({_outside}.score);
             CREATE FUNCTION "{schema}".points("{schema}".mood) RETURNS int LANGUAGE sql AS 'SELECT 1';
             CREATE CAST ("{schema}".mood AS int) WITH FUNCTION "{schema}".points("{schema}".mood);
             """);

        // By itself: Npgsql splits commands at semicolons and does not know bodies of this kind.
        await host.Database.ExecuteAsync(
            $"CREATE FUNCTION {_outside}.count_projects() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM \"{schema}\".projects)");
    }

    private static Task<Workspace> RestoreAsync(TestHost host, Workspace workspace)
        => host.WithAsync<IWorkspaceService, Workspace>(workspaces => workspaces.RestoreAsync(workspace.Id, "ada", Token));

    private static Task<bool> DeleteAsync(TestHost host, Workspace workspace)
        => host.WithAsync<IWorkspaceService, bool>(async workspaces =>
        {
            await workspaces.DeleteAsync(workspace.Id, "ada", Token);
            return true;
        });

    /// <summary>
    /// The table, its key, default, column, trigger and policy, and what else is in the schema but indexes and sequences.
    /// </summary>
    private Task<long> CountOutsideAsync(TestHost host)
        => ((PostgreSqlDatabase)host.Database).QueryAsync<long>(
            $"""
             SELECT (SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'v', 'm') AND relnamespace = '{_outside}'::regnamespace)
                 + (SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = '{_outside}'::regnamespace)
                 + (SELECT count(*) FROM pg_attrdef WHERE adrelid = '{_outside}.billing'::regclass)
                 + (SELECT count(*) FROM pg_attribute WHERE attname = 'mood' AND attrelid = '{_outside}.billing'::regclass)
                 + (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = '{_outside}.billing'::regclass)
                 + (SELECT count(*) FROM pg_policy WHERE polrelid = '{_outside}.billing'::regclass)
                 + (SELECT count(*) FROM pg_proc WHERE pronamespace = '{_outside}'::regnamespace)
             """);
}
