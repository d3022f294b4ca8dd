using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Where workspaces are, and how one comes to another place.</summary>
public sealed class PlaceTests(FakeCitus citus) : Specification(citus), IClassFixture<FakeCitus>
{
    [Fact]
    public async Task Each_workspace_has_its_place_and_its_size()
    {
        await using var host = await TestHost.StartAsync(citus.Create());
        var local = await host.CreateWorkspaceAsync();
        await using var distributing = Distributing(host);
        var (one, other) = (await distributing.CreateWorkspaceAsync(), await distributing.CreateWorkspaceAsync());

        var places = await Places(distributing).ListAsync(Token).ToDictionaryAsync(p => p.Workspace.Id, cancellationToken: Token);

        places.Keys.Should().BeEquivalentTo([local.Id, one.Id, other.Id]);
        (places[local.Id].IsDistributed, places[local.Id].Node, places[local.Id].HasWayBack).Should().Be((false, null, true));
        places[local.Id].Bytes.Should().BeGreaterThan(8192);
        var tables = await citus.Plain().QueryAsync<long>(
            $"SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = '{one.Schema}'::regnamespace");
        (places[one.Id].IsDistributed, places[one.Id].Bytes).Should().Be((true, tables * 1000));
        places[one.Id].Node.Should().NotBe(places[other.Id].Node).And.BeOneOf("one:5432", "two:5433");
        (await Places(distributing).GetAsync(one.Id, Token)).Should().BeEquivalentTo(places[one.Id]);
        (await Places(distributing).GetNodesAsync(Token)).Select(n => (n.Name, n.IsCoordinator, n.TakesWorkspaces)).Should().Equal(
            ("head:5432", true, false), ("one:5432", false, true), ("two:5433", false, true));
        await FluentActions.Awaiting(() => Places(distributing).GetAsync(Guid.NewGuid(), Token))
            .Should().ThrowAsync<WorkspaceNotFoundException>();
    }

    [Fact]
    public async Task A_workspace_that_was_made_without_Citus_is_distributed_and_brought_back()
    {
        await using var host = await TestHost.StartAsync(citus.Create());
        var workspace = await host.CreateWorkspaceAsync();
        await using var distributing = Distributing(host);
        await using (var lease = await host.RentAsync(workspace))
        {
            lease.Context.Add(new Project { WrittenFor = workspace.Id });
            await lease.Context.SaveChangesAsync(Token);
        }

        (await Places(distributing).DistributeAsync(workspace.Id, "ada", Token)).Should().BeTrue();
        (await Places(distributing).DistributeAsync(workspace.Id, cancellationToken: Token)).Should().BeFalse();
        var place = await Places(distributing).GetAsync(workspace.Id, Token);
        place.IsDistributed.Should().BeTrue();
        (await distributing.ExamineAsync(workspace)).Should().BeEmpty();
        var calls = await CallsAsync(workspace);
        calls[0].Should().Be($"distribute {workspace.Schema}, true");
        calls.Skip(1).Should().NotBeEmpty()
            .And.OnlyContain(c => c.StartsWith("truncate ", StringComparison.Ordinal) && c.EndsWith(", false", StringComparison.Ordinal))
            .And.Contain(c => c.Contains("projects", StringComparison.Ordinal));

        (await Places(distributing).UndistributeAsync(workspace.Id, "ada", Token)).Should().BeTrue();
        (await Places(distributing).UndistributeAsync(workspace.Id, cancellationToken: Token)).Should().BeFalse();
        (await Places(distributing).GetAsync(workspace.Id, Token)).IsDistributed.Should().BeFalse();
        (await host.AuditAsync(workspace.Id)).Where(e => e.Action.EndsWith("distributed", StringComparison.Ordinal))
            .Select(e => (e.Action, e.ActorId, e.Details!.Replace(" ", "", StringComparison.Ordinal))).Should().BeEquivalentTo(
            [
                ("workspace.distributed", "ada", $$"""{"to":"{{place.Node}}","from":"coordinator"}"""),
                ("workspace.undistributed", "ada", $$"""{"to":"coordinator","from":"{{place.Node}}"}"""),
            ]);
    }

    [Fact]
    public async Task Users_who_lock_tables_in_an_order_of_their_own_are_waited_for_and_not_ended()
    {
        await using var host = await TestHost.StartAsync(citus.Create());
        var workspace = await host.CreateWorkspaceAsync();
        await using var distributing = Distributing(host);
        await using var hasty = host.Another(
            tenancy => tenancy.DistributeSchemas().Configure(o => o.LockTimeout = TimeSpan.FromMilliseconds(1)));
        var tables = await citus.Plain().ReadAsync(
            $"SELECT oid::regclass::text FROM pg_class WHERE relnamespace = '{workspace.Schema}'::regnamespace AND relkind = 'r' "
                + "ORDER BY relname");
        await using var user = new NpgsqlConnection(citus.ConnectionString);
        await user.OpenAsync(Token);
        await using var transaction = await user.BeginTransactionAsync(Token);
        await WriteAsync(tables[^1]);

        await FluentActions.Awaiting(() => Places(hasty).DistributeAsync(workspace.Id, cancellationToken: Token))
            .Should().ThrowAsync<DistributionException>().WithMessage("*in use by a transaction that does not end*Nothing was changed*");
        (await CallsAsync(workspace)).Should().BeEmpty();
        var distribution = Places(distributing).DistributeAsync(workspace.Id, cancellationToken: Token);
        await host.Database.WaitUntilAwaitedAsync(user);
        await WriteAsync(tables[0]);
        await transaction.CommitAsync(Token);

        (await distribution).Should().BeTrue();
        await WriteAndEndAsync();
        (await Places(distributing).UndistributeAsync(workspace.Id, cancellationToken: Token)).Should().BeTrue();

        async Task WriteAsync(string table)
        {
            await using var command = new NpgsqlCommand($"DELETE FROM {table} WHERE false", user);
            await command.ExecuteNonQueryAsync(Token);
        }

        async Task WriteAndEndAsync()
        {
            await using var next = await user.BeginTransactionAsync(Token);
            await WriteAsync(tables[^1]);
            await FluentActions.Awaiting(() => Places(hasty).UndistributeAsync(workspace.Id, cancellationToken: Token))
                .Should().ThrowAsync<DistributionException>().WithMessage("*in use by a transaction that does not end*");
        }
    }

    [Fact]
    public async Task A_spare_is_listed_and_distributed_and_has_no_entry()
    {
        await using var host = await TestHost.StartAsync(citus.Create());
        var spare = await host.CreateWorkspaceAsync();
        await host.Database.ExecuteAsync($"UPDATE {host.Database.MasterTable("Workspace")} SET status = 'Spare' WHERE id = '{spare.Id}'");
        await using var distributing = Distributing(host);
        var places = Places(distributing);

        (await places.ListAsync(Token).ToListAsync(Token)).Should().ContainSingle().Which.IsDistributed.Should().BeFalse();
        (await places.DistributeAsync(spare.Id, cancellationToken: Token)).Should().BeTrue();

        (await places.GetAsync(spare.Id, Token)).IsDistributed.Should().BeTrue();
        (await host.AuditAsync(spare.Id)).Should().NotContain(e => e.Action == "workspace.distributed");
    }

    [Fact]
    public async Task What_Citus_would_refuse_is_told_before_anything_is_changed()
    {
        await using var host = await TestHost.StartAsync(citus.Create());
        var workspace = await host.CreateWorkspaceAsync();
        await using var distributing = Distributing(host);
        var places = Places(distributing);
        var shared = $"shared_{Guid.NewGuid():N}"[..16];
        await host.Database.ExecuteAsync($"""
            CREATE FUNCTION "{workspace.Schema}".nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TABLE {shared} (id int PRIMARY KEY);
            CREATE TABLE "{workspace.Schema}".extra (id bigint GENERATED ALWAYS AS IDENTITY, country int REFERENCES {shared});
            CREATE TRIGGER changed BEFORE UPDATE ON "{workspace.Schema}".extra FOR EACH ROW EXECUTE FUNCTION "{workspace.Schema}".nothing();
            CREATE TABLE "{workspace.Schema}".heir () INHERITS ("{workspace.Schema}".extra)
            """);

        await FluentActions.Awaiting(() => places.DistributeAsync(workspace.Id, cancellationToken: Token))
            .Should().ThrowAsync<DistributionException>()
            .WithMessage(
                $"*foreign key extra_country_fkey to public.{shared}*create_reference_table*the trigger changed*the table heir inherits "
                    + "from *extra*Nothing was changed*");
        (await CallsAsync(workspace)).Should().BeEmpty();

        await host.Database.ExecuteAsync($"""
            DROP TABLE "{workspace.Schema}".heir;
            DROP TRIGGER changed ON "{workspace.Schema}".extra;
            INSERT INTO pg_dist_partition VALUES ('{shared}'::regclass, 'n', 't', 0)
            """);
        (await places.DistributeAsync(workspace.Id, cancellationToken: Token)).Should().BeTrue("a key to a reference table does no harm");

        (await places.GetAsync(workspace.Id, Token)).HasWayBack.Should().BeFalse();
        await FluentActions.Awaiting(() => places.UndistributeAsync(workspace.Id, cancellationToken: Token))
            .Should().ThrowAsync<DistributionException>()
            .WithMessage("*table extra has the identity column id*no way back*");
        var to = await ElsewhereAsync(distributing, workspace);
        await FluentActions.Awaiting(() => places.MoveAsync(workspace.Id, to, cancellationToken: Token))
            .Should().ThrowAsync<DistributionException>()
            .WithMessage("*table extra has no primary key*");
        (await places.MoveAsync(workspace.Id, to, blockWrites: true, cancellationToken: Token)).Should().BeTrue();
        (await CallsAsync(workspace))[^1].Should().Be($"move {workspace.Schema} to {to} block_writes, false");
    }

    [Fact]
    public async Task A_workspace_is_moved_with_no_transaction_open_and_under_its_lock()
    {
        // With EF's retries, which allow no transaction that they did not begin.
        await using var host = await TestHost.StartAsync(new PostgreSqlDatabase(
            citus.ConnectionString,
            isTemporary: true,
            tenancy => tenancy.UseNpgsql(citus.ConnectionString, npgsql => npgsql.EnableRetryOnFailure()).DistributeSchemas()));
        var workspace = await host.CreateWorkspaceAsync();
        var places = Places(host);
        var (from, to) = ((await places.GetAsync(workspace.Id, Token)).Node, await ElsewhereAsync(host, workspace));

        (await places.MoveAsync(workspace.Id, to, actorId: "ada", cancellationToken: Token)).Should().BeTrue();
        (await places.MoveAsync(workspace.Id, to, cancellationToken: Token)).Should().BeFalse();

        (await places.GetAsync(workspace.Id, Token)).Node.Should().Be(to);
        (await CallsAsync(workspace)).Should().Equal($"move {workspace.Schema} to {to} auto, false");
        (await host.AuditAsync(workspace.Id)).Should().ContainSingle(e => e.Action == "workspace.moved")
            .Which.Details!.Replace(" ", "", StringComparison.Ordinal).Should().Be($$"""{"to":"{{to}}","from":"{{from}}"}""");
        await FluentActions.Awaiting(() => places.MoveAsync(workspace.Id, "head:5432", cancellationToken: Token))
            .Should().ThrowAsync<DistributionException>()
            .WithMessage("*no node head:5432 that takes workspaces*one:5432, two:5433*shouldhaveshards*");
        (await citus.Plain().QueryAsync<long>(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = "
                + "current_database())")).Should().Be(0, "locks end with the call");
    }

    [Fact]
    public async Task While_one_is_moved_its_migration_waits_and_another_move_is_refused()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        var (moving, other) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        var (to, otherTo) = (await ElsewhereAsync(host, moving), await ElsewhereAsync(host, other));
        await using var blocker = new NpgsqlConnection(citus.ConnectionString);
        await blocker.OpenAsync(Token);
        await using var transaction = await blocker.BeginTransactionAsync(Token);
        await using (var hold = new NpgsqlCommand($"UPDATE pg_dist_placement SET groupid = groupid", blocker))
        {
            await hold.ExecuteNonQueryAsync(Token);
        }

        var move = Places(host).MoveAsync(moving.Id, to, cancellationToken: Token);
        await host.Database.WaitUntilAwaitedAsync(blocker);
        await using var hasty = host.Another<SpecDbContextV2>(
            tenancy => tenancy.Configure(o => o.LockTimeout = TimeSpan.FromMilliseconds(50)));

        await FluentActions.Awaiting(() => Places(hasty).MoveAsync(other.Id, otherTo, cancellationToken: Token))
            .Should().ThrowAsync<DistributionException>().WithMessage("*Another workspace is being moved*Nothing was changed*");
        (await hasty.Migrator.RunAsync(new() { Filter = w => w.Id == moving.Id }, cancellationToken: Token))
            .Failures.Should().ContainSingle().Which.Error.Should().BeOfType<SchemaLockedException>();
        await transaction.RollbackAsync(Token);
        (await move).Should().BeTrue();
        (await Places(hasty).MoveAsync(other.Id, otherTo, cancellationToken: Token)).Should().BeTrue();
        (await hasty.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task What_Citus_refuses_all_the_same_is_a_typed_error()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        var workspace = await host.CreateWorkspaceAsync();
        var to = await ElsewhereAsync(host, workspace);
        await using (await citus.WithAsync(
            "UPDATE pg_extension SET extversion = '12.0-1'", "UPDATE pg_extension SET extversion = '13.2-2'"))
        {
            await FluentActions.Awaiting(() => Places(host).MoveAsync(workspace.Id, to, cancellationToken: Token))
                .Should().ThrowAsync<DistributionException>().WithMessage("*12.1*12.0*");
        }

        await using (await citus.WithAsync("ALTER TABLE calls RENAME TO away", "ALTER TABLE away RENAME TO calls"))
        {
            (await FluentActions.Awaiting(() => Places(host).MoveAsync(workspace.Id, to, cancellationToken: Token))
                .Should().ThrowAsync<DistributionException>().WithMessage("*could not be moved*calls*repeat the call*"))
                .Which.InnerException.Should().BeOfType<PostgresException>();
        }

        (await Places(host).MoveAsync(workspace.Id, to, cancellationToken: Token)).Should().BeTrue();
    }

    [Fact]
    public async Task Citus_own_rebalancing_is_shown()
    {
        await using var host = await TestHost.StartAsync(citus.CreateDatabase());
        var workspace = await host.CreateWorkspaceAsync();
        var before = await Places(host).GetProgressAsync(Token);
        (before.State, before.Moves.Count).Should().Be((null, 0));
        await using var changed = await citus.WithAsync(
            $"""
            INSERT INTO rebalances VALUES ('running', '2026-01-01 12:00+02', NULL, '{"{"}"task_state_counts": {"{"}"done": 1{"}"}{"}"}');
            INSERT INTO moves SELECT c.oid, 'one', 5432, 'two', 5433, 1000, 400, 'Copying Data' FROM pg_class c
            WHERE c.relnamespace = '{workspace.Schema}'::regnamespace AND c.relkind = 'r' LIMIT 2
            """,
            "DELETE FROM moves; DELETE FROM rebalances");

        var progress = await Places(host).GetProgressAsync(Token);

        (progress.State, progress.FinishedUtc).Should().Be(("running", null));
        progress.StartedUtc.Should().Be(new DateTime(2026, 1, 1, 10, 0, 0, DateTimeKind.Utc));
        progress.Moves.Should().ContainSingle().Which.Should().BeEquivalentTo(new
        {
            Schema = workspace.Schema.Name,
            Source = "one:5432",
            Target = "two:5433",
            Step = "Copying Data",
            Bytes = 2000L,
            CopiedBytes = 800L,
        });
    }

    private static IWorkspacePlaces Places(TestHost host) => host.Services.GetRequiredService<IWorkspacePlaces>();

    /// <summary>Another process of the same fleet, with the option.</summary>
    private static TestHost Distributing(TestHost host) => host.Another(tenancy => tenancy.DistributeSchemas());

    private static async Task<string> ElsewhereAsync(TestHost host, Workspace workspace)
        => (await Places(host).GetAsync(workspace.Id, Token)).Node == "one:5432" ? "two:5433" : "one:5432";

    private Task<IReadOnlyList<string>> CallsAsync(Workspace workspace)
        => citus.Plain().ReadAsync(
            $"SELECT text || ', ' || in_transaction FROM calls WHERE text LIKE '%{workspace.Schema}%' ORDER BY number");
}
