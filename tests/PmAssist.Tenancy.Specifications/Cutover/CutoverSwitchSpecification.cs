using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Cutover.Internal;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>From the fence to the last old table: the new side takes the place of the old one.</summary>
public abstract class CutoverSwitchSpecification(ITestServer server) : Specification(server)
{
    private static readonly OldShape Sound = new(Workspaces: 6, Rows: 600);
    private static readonly OldShape Troubled = new(Workspaces: 12, Rows: 3_000, Troubles: true);

    [Fact]
    public async Task The_log_has_each_step_with_its_counts_and_the_fence()
    {
        await using var world = await StartAsync(Sound);

        await world.CarryOverAsync();
        await world.VerifyAsync();
        await FluentActions.Awaiting(() => world.Cutover.RetireAsync(world.Description, world.Options, Token))
            .Should().ThrowAsync<CutoverException>();
        await world.RollBackAsync();

        var messages = world.Host.Log.Messages.ToList();
        messages.Should().ContainInOrder(
            "The cutover's step RunAsync has begun",
            "The cutover's step CatchUpAsync has begun",
            "The cutover's step FenceAsync has begun",
            "The cutover's step VerifyAsync has begun",
            "The cutover's step RetireAsync has begun",
            "The cutover's step RollBackAsync has begun");
        var pass = messages.Should().ContainSingle(m => m.StartsWith("The cutover's step RunAsync carried ", StringComparison.Ordinal))
            .Which;
        pass.Should().MatchRegex(@"carried [1-9]\d* rows over in 6 workspaces, 0 failed, left 0 rows behind and took \d+ ms");
        messages.Should().ContainSingle(m => m.StartsWith("The source tables refuse writes", StringComparison.Ordinal))
            .And.ContainSingle(m => m.StartsWith("The source tables take writes", StringComparison.Ordinal))
            .And.ContainSingle(m => m.StartsWith("The cutover's step RetireAsync failed", StringComparison.Ordinal))
            .And.ContainSingle(m => m.StartsWith("The cutover's step VerifyAsync compared", StringComparison.Ordinal)
                && m.Contains("found 0 that differ", StringComparison.Ordinal))
            .And.ContainSingle(m => m.StartsWith("The cutover's step RollBackAsync took", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_newer_version_has_noted_is_refused_and_nothing_is_changed()
    {
        await using var world = await StartAsync(Sound);
        await world.RunAsync();
        var store = world.Host.Services.GetRequiredService<CutoverStore>();
        await store.NoteAsync(
            [$"UPDATE {store.Table("__cutover_workspace")} SET value = REPLACE(value, '\"version\":1', '\"version\":2')"], Token);
        var before = await world.DumpAsync();

        foreach (var step in new Func<Task>[] { world.RunAsync, world.CatchUpAsync, world.FenceAsync, () => world.RollBackAsync(true) })
        {
            await step.Should().ThrowAsync<CutoverException>().WithMessage("*version is 2*");
        }

        CutoverWorld.AssertSame(await world.DumpAsync(), before, "nothing is changed");
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Copying);
    }

    [Fact]
    public async Task A_phase_that_only_a_newer_version_knows_is_refused()
    {
        await using var world = await StartAsync(Sound);
        await world.RunAsync();
        var store = world.Host.Services.GetRequiredService<CutoverStore>();
        await store.NoteAsync([$"UPDATE {store.Table("__cutover")} SET value = 'Paused'"], Token);

        await FluentActions.Awaiting(world.PhaseAsync)
            .Should().ThrowAsync<CutoverException>().WithMessage("*'Paused'*the version that began it*");
    }

    [Fact]
    public async Task The_whole_way()
    {
        await using var world = await StartAsync(Troubled);
        var old = world.Old;

        await world.RunAsync();
        await world.AssertCarriedAsync("after the run");

        await CutoverCatchUpSpecification.WriteInAllTablesAsync(world, old.FirstWorkspaces[0]);
        await old.DeleteWorkspaceAsync(old.FirstWorkspaces[4]);
        await world.CatchUpAsync();
        await world.AssertCarriedAsync("after the catch-up");

        await CutoverCatchUpSpecification.WriteInAllTablesAsync(world, old.FirstWorkspaces[1]);
        await world.FenceAsync();
        await world.AssertCarriedAsync("after the fence");
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Fenced);
        await AssertFencedAsync(old);

        var verification = await world.VerifyAsync();
        verification.Differences.Should().BeEmpty();
        verification.Violations.Should().BeEmpty();
        verification.IsClean.Should().BeTrue();
        var rules = new OldRules(old, isOpen: false);
        verification.Rows.Should().Be(OldTables.All.SelectMany(old.Rows).Count(row => rules.Expect(row).Values is not null));
        verification.Tables.Should().BeGreaterThanOrEqualTo(5 * old.Rows(OldTables.Workspace).Count());
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Verified);

        await world.Cutover.OpenAsync(world.Options, Token);
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Open);
        await world.AssertCarriedAsync("when opened", isOpen: true);
        await AssertUsableAsync(world);
        await AssertFencedAsync(old);

        await world.Cutover.RetireAsync(world.Description, world.Options, Token);
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Retired);
        await AssertNamesAsync(old, isRetired: true);

        await world.Cutover.DropAsync(world.Description, world.Options, Token);
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Dropped);
        (await old.Place.DescribeAsync()).Where(line => !line.Contains("sqlite_stat", StringComparison.Ordinal)).Should().BeEmpty();
        await AssertUsableAsync(world);

        (await world.StepsAsync()).Should().Equal(
            "cutover.run", "cutover.caught_up", "cutover.fenced", "cutover.verified", "cutover.opened", "cutover.retired",
            "cutover.dropped");
    }

    [Fact]
    public async Task The_audit_log_says_who_did_it()
    {
        await using var world = await StartAsync(Sound);
        world.Options.ActorId = "ada";

        await world.CarryOverAsync();
        await world.RollBackAsync();

        var entries = await world.Host.WithAsync<MasterDbContext, List<AuditEntry>>(
            master => master.AuditLog.AsNoTracking().Where(e => e.Action.StartsWith("cutover.")).ToListAsync(Token));
        entries.Should().HaveCount(4).And.OnlyContain(e => e.ActorId == "ada");
        (await world.StepsAsync()).Should().Equal("cutover.run", "cutover.caught_up", "cutover.fenced", "cutover.rolled_back");
    }

    [Fact]
    public async Task A_step_taken_twice_changes_nothing_more()
    {
        await using var world = await StartAsync(Sound);
        foreach (var step in new Func<Task>[]
        {
            () => world.RunAsync(),
            () => world.CatchUpAsync(),
            () => world.FenceAsync(),
            () => world.VerifyAsync(),
            () => world.Cutover.OpenAsync(world.Options, Token),
            () => world.Cutover.RetireAsync(world.Description, world.Options, Token),
            () => world.Cutover.DropAsync(world.Description, world.Options, Token),
        })
        {
            await step();
            var (phase, before) = (await world.PhaseAsync(), await world.DumpAsync());

            var again = await Record.ExceptionAsync(step);

            (again is null or CutoverException).Should().BeTrue("{0}", again);
            (await world.PhaseAsync()).Should().Be(phase);
            CutoverWorld.AssertSame(await world.DumpAsync(), before, "the step was taken before");
        }

        await world.AssertCarriedAsync("at the end", isOpen: true);
    }

    [Fact]
    public async Task A_verification_names_the_rows_that_are_not_the_same()
    {
        await using var world = await StartAsync(Sound);
        await world.CarryOverAsync();
        var (old, database) = (world.Old, world.Host.Database);
        var (first, second) = (WorkspaceSchema.For(old.FirstWorkspaces[0]), WorkspaceSchema.For(old.FirstWorkspaces[1]));
        var gone = old.RowsOf(OldTables.Links, second.WorkspaceId).First();
        var changed = old.RowsOf(OldTables.Documents, first.WorkspaceId).GroupBy(d => d["title"])
            .First(g => g.Key is not null && g.Count() == 1).Single();
        var tag = old.RowsOf(OldTables.Tags, first.WorkspaceId).First();
        var member = old.RowsOf(OldTables.Members, first.WorkspaceId).First();
        var extra = await InsertAgentAsync(world, first);
        await ExecuteAsync(
            world, first, $"UPDATE {database.Table(first, "documents")} SET size = size / 2 WHERE title = @text", changed["title"]);
        await ExecuteAsync(
            world, first, $"UPDATE {database.Table(first, "document_tags")} SET note = 'other' WHERE tag = @text", tag["tag"]);
        await ExecuteAsync(
            world, second, $"DELETE FROM {database.Table(second, "workspace_integrations")} WHERE external_id = @text",
            gone["external_id"]);
        await ExecuteAsync(world, null, $"DELETE FROM {database.MasterTable("WorkspaceMember")} WHERE user_id = @text", member["user_id"]);

        var verification = await world.VerifyAsync();

        verification.IsClean.Should().BeFalse();
        var found = verification.Differences.Select(d => (d.WorkspaceId, d.Table, Key: d.Key.ToUpperInvariant(), d.Kind)).ToList();
        List<(Guid?, string, string, CutoverDifferenceKind)> expected =
        [
            (first.WorkspaceId, "documents", changed.Key.ToUpperInvariant(), CutoverDifferenceKind.Changed),
            (first.WorkspaceId, "document_tags", tag.Key.ToUpperInvariant(), CutoverDifferenceKind.Changed),
            (second.WorkspaceId, "workspace_integrations", gone.Key.ToUpperInvariant(), CutoverDifferenceKind.Missing),
            (first.WorkspaceId, "workspace_agents", extra.ToString().ToUpperInvariant(), CutoverDifferenceKind.Extra),
            (null, "WorkspaceMember", member.Key.ToUpperInvariant(), CutoverDifferenceKind.Missing),
        ];
        found.Should().BeEquivalentTo(expected);
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Fenced);
    }

    [Fact]
    public async Task A_verification_finds_what_the_change_column_did_not_tell()
    {
        await using var world = await StartAsync(Sound);
        await world.RunAsync();
        var old = world.Old;
        var link = old.RowsOf(OldTables.Links, old.FirstWorkspaces[0]).First();

        // By hand, as people do in a database now and then.
        await old.WriteAsync((link, link.With("title", "changed by hand")));
        await world.FenceAsync();

        var verification = await world.VerifyAsync();
        verification.Differences.Should().ContainSingle().Which.Should().Match<CutoverDifference>(
            d => d.WorkspaceId == old.FirstWorkspaces[0] && d.Table == "workspace_integrations" && d.Kind == CutoverDifferenceKind.Changed);
        verification.Differences[0].Key.Should().BeEquivalentTo(link.Key);
        await FluentActions.Awaiting(async () =>
        {
            await world.Cutover.OpenAsync(world.Options, Token);
            await world.Cutover.RetireAsync(world.Description, world.Options, Token);
        }).Should().ThrowAsync<CutoverException>();
        await AssertNamesAsync(old, isRetired: false);
    }

    [Fact]
    public async Task A_verification_tells_the_smallest_differences()
    {
        await using var world = await StartAsync(Sound);
        await world.CarryOverAsync();
        var (old, database, id) = (world.Old, world.Host.Database, world.Old.FirstWorkspaces[0]);
        var schema = WorkspaceSchema.For(id);
        var link = old.RowsOf(OldTables.Links, id).First(l => l["url"] is null && ((string)l["external_id"]!).Length < 100);
        var external = (string)link["external_id"]!;
        foreach (var (set, back) in new[]
        {
            ("external_url = ''", "external_url = NULL"),
            ("version = 2", "version = 1"),
            ("status = 'error'", "status = 'active'"),
            ("display_name = ' '", $"display_name = {old.Place.Literal(new("title", OldType.Text), link["title"])}"),
            ("provider = 'x'", $"provider = {old.Place.Literal(new("system", OldType.Text), link["system"])}"),
        })
        {
            await ExecuteAsync(
                world, schema, $"UPDATE {database.Table(schema, "workspace_integrations")} SET {set} WHERE external_id = @text", external);
            (await world.VerifyAsync()).Differences.Should().ContainSingle("{0}", set)
                .Which.Should().Match<CutoverDifference>(
                    d => d.Table == "workspace_integrations" && d.Kind == CutoverDifferenceKind.Changed);
            await ExecuteAsync(
                world, schema, $"UPDATE {database.Table(schema, "workspace_integrations")} SET {back} WHERE external_id = @text", external);
            (await world.VerifyAsync()).IsClean.Should().BeTrue("after {0}", back);
        }
    }

    [Fact]
    public async Task Old_tables_are_retired_after_a_clean_verification_only()
    {
        await using var world = await StartAsync(Sound);
        await world.CarryOverAsync();
        await world.Cutover.OpenAsync(world.Options, Token);

        await FluentActions.Awaiting(() => world.Cutover.RetireAsync(world.Description, world.Options, Token))
            .Should().ThrowAsync<CutoverException>();

        await AssertNamesAsync(world.Old, isRetired: false);
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Open);
    }

    [Fact]
    public async Task A_fence_that_fails_lets_the_old_side_write_again()
    {
        await using var world = await StartAsync(Sound);
        await world.RunAsync();
        var before = await world.Old.Place.DescribeAsync();
        using var cancellation = new CancellationTokenSource();
        var progress = new CancelAtOnce(cancellation);

        await FluentActions.Awaiting(() => world.Cutover.FenceAsync(world.Description, world.Options, progress, cancellation.Token))
            .Should().ThrowAsync<OperationCanceledException>();

        (await world.PhaseAsync()).Should().Be(CutoverPhase.Copying);
        (await world.Old.Place.DescribeAsync()).Should().Equal(before);
        await CutoverCatchUpSpecification.WriteInAllTablesAsync(world, world.Old.FirstWorkspaces[0]);
        await world.FenceAsync();
        await world.AssertCarriedAsync("after the fence");
        await AssertFencedAsync(world.Old);
    }

    /// <summary>Every kind of write into every old table is refused, and nothing of it stays.</summary>
    internal static async Task AssertFencedAsync(OldDatabase old)
    {
        var before = await old.Place.DumpAsync();
        foreach (var table in OldTables.All)
        {
            var row = old.Rows(table).First();
            var added = table == OldTables.Tags
                ? old.NewTag(old.Rows(OldTables.Documents).First(d => d.WorkspaceId is not null))
                : old.NewRow(table, old.FirstWorkspaces[1]);
            var column = table.Columns.First(c => !table.Key.Contains(c.Name) && c.Type == OldType.Text).Name;
            await RefusedAsync(() => old.WriteAsync((null, added)));
            await RefusedAsync(() => old.WriteAsync((row, row.With(column, "changed"))));
            await RefusedAsync(() => old.WriteAsync((row, null)));
        }

        CutoverWorld.AssertSame(await old.Place.DumpAsync(), before, "they are as they were, and can be read");

        static Task RefusedAsync(Func<Task> write) => write.Should().ThrowAsync<DbException>();
    }

    private static async Task AssertNamesAsync(OldDatabase old, bool isRetired)
    {
        await using var connection = await old.Place.OpenAsync();
        foreach (var table in OldTables.All)
        {
            (await CanReadAsync(table.Name)).Should().Be(!isRetired, table.Name);
            (await CanReadAsync($"retired_{table.Name}")).Should().Be(isRetired, table.Name);
        }

        async Task<bool> CanReadAsync(string name)
        {
            try
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"SELECT count(*) FROM {old.Place.Table(name)}";
                await command.ExecuteScalarAsync(Token);
                return true;
            }
            catch (DbException)
            {
                return false;
            }
        }
    }

    /// <summary>EF reads every row of every table, and writes.</summary>
    private static async Task AssertUsableAsync(CutoverWorld world)
    {
        var (old, rules) = (world.Old, new OldRules(world.Old, isOpen: true));
        foreach (var row in old.Rows(OldTables.Workspace))
        {
            var workspace = await world.GetAsync((Guid)row["id"]!);
            if (workspace.Status != WorkspaceStatus.Active)
            {
                await FluentActions.Awaiting(() => world.RentAsync(workspace.Id)).Should().ThrowAsync<WorkspaceUnavailableException>();
                continue;
            }

            await using var lease = await world.RentAsync(workspace.Id);
            var context = lease.Context;
            var documents = await context.Documents.AsNoTracking().ToDictionaryAsync(d => d.Id, Token);
            var expected = old.RowsOf(OldTables.Documents, workspace.Id).Where(d => rules.Expect(d).Values is not null).ToList();
            documents.Keys.Should().BeEquivalentTo(expected.Select(d => (Guid)d["id"]!));
            expected.Should().NotContain(d => documents[(Guid)d["id"]!].CreatedUtc != ((DateTimeOffset)d["created_at"]!).UtcDateTime);
            (await context.Integrations.AsNoTracking().ToListAsync(Token))
                .Should().NotContain(i => i.Status != IntegrationStatus.Active || i.Version != 1);
            (await context.Agents.AsNoTracking().ToListAsync(Token)).Should().NotContain(a => a.CreatedUtc.Kind != DateTimeKind.Utc);
            (await context.DocumentTags.AsNoTracking().ToListAsync(Token)).Should().NotContain(t => !documents.ContainsKey(t.DocumentId));

            var job = await context.Jobs.FirstOrDefaultAsync(Token);
            if (job is not null && job.Status != JobStatus.Running)
            {
                // Written and taken back, so that both sides stay the same.
                await using var transaction = await context.Database.BeginTransactionAsync(Token);
                job.Status = JobStatus.Running;
                (await context.SaveChangesAsync(Token)).Should().Be(1);
                await transaction.RollbackAsync(Token);
            }
        }
    }

    private static async Task<Guid> InsertAgentAsync(CutoverWorld world, WorkspaceSchema schema)
    {
        var id = Guid.NewGuid();
        var literal = world.Old.Place.KeepsIdsAsText ? id.ToString().ToUpper(CultureInfo.InvariantCulture) : id.ToString();
        var time = world.Old.Place.KeepsIdsAsText ? "2024-01-01 00:00:00" : "2024-01-01T00:00:00Z";
        var enabled = world.Old.Place.Literal(new("enabled", OldType.Flag), true);
        await world.Host.Database.ExecuteAsync(
            schema,
            $"INSERT INTO {world.Host.Database.Table(schema, "workspace_agents")} (id, name, kind, configuration, enabled, created_utc, "
                + "updated_utc, version) "
            + $"VALUES ('{literal}', 'Planted', 'x', '{{}}', {enabled}, '{time}', '{time}', 1)");
        return id;
    }

    private static async Task ExecuteAsync(CutoverWorld world, WorkspaceSchema? schema, string sql, object? text)
    {
        await using var connection = await world.Host.Database.OpenAsync(schema);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("text", text);
        command.Parameters.Add(parameter);
        (await command.ExecuteNonQueryAsync(Token)).Should().Be(1, sql);
    }

    private Task<CutoverWorld> StartAsync(OldShape shape) => CutoverWorld.StartAsync(Server.CreateDatabase(), shape, Mode);

    private sealed class CancelAtOnce(CancellationTokenSource cancellation) : IProgress<RunProgress<CutoverResult>>
    {
        public void Report(RunProgress<CutoverResult> value) => cancellation.Cancel();
    }
}
