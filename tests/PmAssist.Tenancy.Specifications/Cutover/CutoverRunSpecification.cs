using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>Rows are carried over while the old application writes.</summary>
public abstract class CutoverRunSpecification(ITestServer server) : Specification(server)
{
    private static readonly OldShape Sound = new(Workspaces: 6, Rows: 600);
    private static readonly OldShape Troubled = new(Workspaces: 12, Rows: 3_000, Troubles: true);

    [Fact]
    public async Task A_run_carries_every_row_to_its_place_and_only_reads_the_old_side()
    {
        await using var world = await StartAsync(Troubled);
        var before = await world.DumpOldAsync();
        var progress = new Recorder();

        var report = await world.Cutover.RunAsync(world.Description, world.Options, progress, Token);

        report.Failures.Should().BeEmpty();
        await world.AssertCarriedAsync("after a run");
        CutoverWorld.AssertSame(await world.DumpOldAsync(), before, "the old side is only read");
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Copying);

        report.Quarantined.Should().Be(world.Old.Troubles.Where(t => t.Action == CutoverAction.Skip).Sum(t => t.Rows));
        report.Results.Where(r => r.WorkspaceId != null).Select(r => r.WorkspaceId!.Value)
            .Should().BeEquivalentTo(world.Old.FirstWorkspaces);
        report.Results.Should().ContainSingle(r => r.WorkspaceId == null).And.NotContain(r => r.Updated > 0 || r.Deleted > 0);
        var rules = new OldRules(world.Old, isOpen: false);
        report.Rows.Should().Be(OldTables.All.SelectMany(world.Old.Rows).Count(row => rules.Expect(row).Values is not null));
        progress.Reports.Should().Contain(p => p.Remaining == 0 && p.Failed == 0);
        progress.Reports.Where(p => p.Latest.WorkspaceId != null).Select(p => p.Latest.WorkspaceId!.Value)
            .Should().BeEquivalentTo(world.Old.FirstWorkspaces);
    }

    [Fact]
    public async Task The_new_workspaces_are_suspended_and_have_names_of_their_own()
    {
        await using var world = await StartAsync(Sound);
        var (first, second) = (Row(world, 0), Row(world, 1));
        await world.Old.WriteAsync(
            (first, world.Old.Change(first, "name", "Ünïcode & Co.")), (second, world.Old.Change(second, "name", "Unicode   co")));

        await world.RunAsync();

        var workspaces = await world.Host.WithAsync<MasterDbContext, List<Workspace>>(m => m.Workspaces.AsNoTracking().ToListAsync(Token));
        workspaces.Should().OnlyContain(
            w => w.Status == WorkspaceStatus.Suspended && w.SchemaFingerprint != null && w.SchemaVersion != null && w.LastError == null);
        workspaces.Select(w => w.Slug)
            .Should().OnlyHaveUniqueItems().And.OnlyContain(slug => slug.Length > 0 && slug.Length <= Workspace.MaxSlugLength);
        workspaces.Where(w => w.Slug.StartsWith("unicode-co", StringComparison.Ordinal)).Select(w => w.Id)
            .Should().BeEquivalentTo([(Guid)first["id"]!, (Guid)second["id"]!]);
        await FluentActions.Awaiting(() => world.RentAsync(world.Old.FirstWorkspaces[0]))
            .Should().ThrowAsync<WorkspaceUnavailableException>();
        (await world.Host.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task A_run_over_what_was_carried_does_nothing()
    {
        await using var world = await StartAsync(Troubled);
        await world.RunAsync();
        var before = await world.DumpNewAsync();

        var report = await world.RunAsync();

        report.Rows.Should().Be(0);
        CutoverWorld.AssertSame(await world.DumpNewAsync(), before, "nothing has changed");
        (await world.CatchUpAsync()).Rows.Should().Be(0, "nothing has changed");
        CutoverWorld.AssertSame(await world.DumpNewAsync(), before, "nothing has changed");
        await world.AssertCarriedAsync("after two runs");
    }

    [Fact]
    public async Task Two_runs_at_once_do_no_harm()
    {
        await using var world = await StartAsync(Troubled);
        await using var other = world.Host.Another<CutoverDbContext>();
        var file = world.Options.QuarantineFile + ".2";

        var reports = await Task.WhenAll(
            world.RunAsync(),
            CutoverWorld.Of(other).RunAsync(world.Description, new() { QuarantineFile = file }, cancellationToken: Token));

        File.Delete(file);
        reports.SelectMany(r => r.Failures).Select(f => f.Error!.ToString()).Should().BeEmpty();
        await world.AssertCarriedAsync("after two runs at once");
    }

    [Fact]
    public async Task A_cancelled_run_is_completed_by_the_next_one()
    {
        await using var world = await StartAsync(Troubled);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var done = new ConcurrentBag<Guid>();
        var progress = new Callback(p =>
        {
            if (p.Latest is { WorkspaceId: { } id, Error: null })
            {
                done.Add(id);
            }

            if (p.Done >= 3)
            {
                cancellation.Cancel();
            }
        });

        await FluentActions.Awaiting(
            () => world.Cutover.RunAsync(world.Description, Options(world, parallelism: 1), progress, cancellation.Token))
            .Should().ThrowAsync<OperationCanceledException>();

        done.Should().NotBeEmpty();
        done.Count.Should().BeLessThan(world.Old.FirstWorkspaces.Count);
        var report = await world.RunAsync();
        report.Results.Should().NotContain(r => done.Contains(r.WorkspaceId ?? Guid.Empty) && r.Inserted + r.Updated + r.Deleted > 0);
        await world.AssertCarriedAsync("after a run that was cancelled");
    }

    [Fact]
    public async Task Workspaces_that_were_there_before_are_left_alone()
    {
        await using var world = await StartAsync(Sound);
        var first = Row(world, 0);
        await world.Old.WriteAsync((first, world.Old.Change(first, "name", "Acme")));
        var acme = await world.Host.CreateWorkspaceAsync("Acme");
        await using (var lease = await world.RentAsync(acme.Id))
        {
            lease.Context.Add(new Document { Title = "Ours" });
            await lease.Context.SaveChangesAsync(Token);
        }

        var before = await world.Host.Database.DumpAsync(acme.Schema);

        await world.CarryOverAsync();

        await world.AssertCarriedAsync("beside another workspace", others: [acme.Id]);
        (await world.GetAsync((Guid)first["id"]!)).Slug.Should().NotBe(acme.Slug);
        (await world.VerifyAsync()).Differences.Should().BeEmpty("what the old side never had does not count");
        await world.RollBackAsync();
        CutoverWorld.AssertSame(await world.Host.Database.DumpAsync(acme.Schema), before, "it is not the cutover\'s");
        (await world.GetAsync(acme.Id)).Should().BeEquivalentTo(acme, o => o.Excluding(w => w.LastSeenUtc));
    }

    [Fact]
    public async Task A_workspace_with_the_same_id_that_did_not_come_from_the_old_side_is_not_touched()
    {
        await using var world = await StartAsync(Sound);
        var ours = await world.Host.CreateWorkspaceAsync("Ours", world.Old.FirstWorkspaces[0]);
        await using (var lease = await world.RentAsync(ours.Id))
        {
            lease.Context.Add(new Document { Title = "Ours" });
            await lease.Context.SaveChangesAsync(Token);
        }

        var before = await world.Host.Database.DumpAsync(ours.Schema);

        var refused = await Record.ExceptionAsync(async () =>
        {
            var report = await world.Cutover.RunAsync(world.Description, world.Options, cancellationToken: Token);
            report.Failures.Should().Contain(f => f.WorkspaceId == ours.Id);
        });

        (refused is null or CutoverException).Should().BeTrue("it is a failure or refused as a whole, and not {0}", refused);
        CutoverWorld.AssertSame(await world.Host.Database.DumpAsync(ours.Schema), before, "it is not the cutover\'s");
        if (await world.PhaseAsync() != CutoverPhase.None)
        {
            await world.RollBackAsync();
        }

        CutoverWorld.AssertSame(await world.Host.Database.DumpAsync(ours.Schema), before, "it is not the cutover\'s");
        (await world.GetAsync(ours.Id)).Status.Should().Be(WorkspaceStatus.Active);
    }

    [Fact]
    public async Task Rows_are_left_behind_only_where_there_is_a_file_for_them()
    {
        await using var world = await StartAsync(Troubled);
        var before = await world.DumpAsync();

        var refused = await Record.ExceptionAsync(() => world.Cutover.RunAsync(world.Description, cancellationToken: Token));

        (refused is CutoverException or ArgumentException).Should().BeTrue("{0}", refused);
        refused!.Message.Should().Contain(nameof(CutoverOptions.QuarantineFile));
        CutoverWorld.AssertSame(await world.DumpAsync(), before, "nothing is changed");
    }

    [Fact]
    public async Task A_choice_can_fix_what_is_there_twice()
    {
        await using var world = await StartAsync(Troubled);
        var links = world.Description.Table(OldTables.Links);
        var place = world.Old.Place;
        world.Description = world.Description.With(links.With(choices:
        [
            .. links.Choices.Where(c => c.Rule != CutoverRule.DuplicateKey),
            new()
            {
                Rule = CutoverRule.DuplicateKey, Column = "external_id", Action = CutoverAction.Fix,
                Expression = place.Joined(place.Cut("external_id", 200), "id"),
            },
        ]));

        await world.RunAsync();

        var twice = world.Old.Troubles.Single(t => t.Rule == CutoverRule.DuplicateKey).Rows;
        var rules = new OldRules(world.Old, isOpen: false);
        var fixedOnes = world.Old.Rows(OldTables.Links).Where(r => rules.Expect(r).Broken.Any(b => b.Rule == CutoverRule.DuplicateKey))
            .ToList();
        fixedOnes.Should().HaveCount(twice);
        await using var connection = await world.Host.Database.OpenAsync(WorkspaceSchema.For(fixedOnes[0].WorkspaceId!.Value));
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT external_id FROM "
                + $"{world.Host.Database.Table(WorkspaceSchema.For(fixedOnes[0].WorkspaceId!.Value), "workspace_integrations")}";
        await using var reader = await command.ExecuteReaderAsync(Token);
        var ids = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            ids.Add(reader.GetString(0));
        }

        ids.Should().Contain(id => id.EndsWith($"{fixedOnes[0]["id"]}", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task No_step_is_taken_before_the_one_that_it_follows()
    {
        await using var world = await StartAsync(Sound);
        var before = await world.DumpAsync();

        await RefusedAsync(() => world.CatchUpAsync());
        await RefusedAsync(() => world.FenceAsync());
        await RefusedAsync(() => world.VerifyAsync());
        await RefusedAsync(() => world.Cutover.OpenAsync(cancellationToken: Token));
        await RefusedAsync(() => world.Cutover.RetireAsync(world.Description, cancellationToken: Token));
        await RefusedAsync(() => world.Cutover.DropAsync(world.Description, cancellationToken: Token));
        CutoverWorld.AssertSame(await world.DumpAsync(), before, "nothing is changed");

        await world.RunAsync();
        await RefusedAsync(() => world.Cutover.OpenAsync(cancellationToken: Token));
        await RefusedAsync(() => world.Cutover.RetireAsync(world.Description, cancellationToken: Token));
        await world.FenceAsync();
        await RefusedAsync(() => world.RunAsync());
        await world.CatchUpAsync();
        await RefusedAsync(() => world.Cutover.RetireAsync(world.Description, cancellationToken: Token));
        await RefusedAsync(() => world.Cutover.DropAsync(world.Description, cancellationToken: Token));
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Fenced);
    }

    [Fact]
    public async Task Options_out_of_range_are_refused()
    {
        await using var world = await StartAsync(Sound);

        await FluentActions.Awaiting(
            () => world.Cutover.RunAsync(world.Description, new() { MaxParallelism = 0 }, cancellationToken: Token))
            .Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage("*CutoverOptions.MaxParallelism is *; it goes from 1 to 256.*");
        await FluentActions.Awaiting(
            () => world.Cutover.RunAsync(world.Description, new() { LongestTransaction = TimeSpan.FromDays(2) }, cancellationToken: Token))
            .Should().ThrowAsync<ArgumentOutOfRangeException>()
            .WithMessage("*CutoverOptions.LongestTransaction is *; it goes from 0 to 1 day.*");
    }

    private static OldRow Row(CutoverWorld world, int index) => world.Old.At(OldTables.Workspace, index)!;

    private static CutoverOptions Options(CutoverWorld world, int parallelism)
        => new() { QuarantineFile = world.Options.QuarantineFile, MaxParallelism = parallelism };

    private static async Task RefusedAsync(Func<Task> step) => await step.Should().ThrowAsync<CutoverException>();

    private Task<CutoverWorld> StartAsync(OldShape shape) => CutoverWorld.StartAsync(Server.CreateDatabase(), shape, Mode);

    private sealed class Recorder : IProgress<RunProgress<CutoverResult>>
    {
        public ConcurrentQueue<RunProgress<CutoverResult>> Reports { get; } = new();

        public void Report(RunProgress<CutoverResult> value) => Reports.Enqueue(value);
    }

    private sealed class Callback(Action<RunProgress<CutoverResult>> report) : IProgress<RunProgress<CutoverResult>>
    {
        public void Report(RunProgress<CutoverResult> value) => report(value);
    }
}
