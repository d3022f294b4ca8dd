using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>A cutover's workspaces are its own until it opens them, and what it says of them is what was really copied.</summary>
public abstract class CutoverOwnershipSpecification(ITestServer server) : Specification(server)
{
    private static readonly OldShape Sound = new(Workspaces: 6, Rows: 600);
    private static readonly AsyncLocal<Action?> BeforeCatalogueIsRead = new();

    [Fact]
    public async Task A_host_that_starts_during_a_cutover_opens_none_of_its_workspaces()
    {
        await using var world = await StartAsync();
        await StopAfterTheFirstAsync(world);
        await using var restarted = world.Host.Another<CutoverDbContext>();

        foreach (var service in restarted.Services.GetServices<IHostedService>())
        {
            await service.StartAsync(Token);
        }

        var workspaces = await ListAsync(world);
        workspaces.Should().HaveCount(world.Old.FirstWorkspaces.Count)
            .And.OnlyContain(w => w.Status == WorkspaceStatus.Importing || w.Status == WorkspaceStatus.Suspended);
        workspaces.Count(w => w.Status == WorkspaceStatus.Importing).Should().BeGreaterThan(2);
        await world.RunAsync();
        await world.AssertCarriedAsync("after a restart in the middle");
    }

    [Fact]
    public async Task A_workspace_of_a_cutover_cannot_be_created_by_another_call()
    {
        await using var world = await StartAsync();
        await StopAfterTheFirstAsync(world);
        var waiting = (await ListAsync(world)).First(w => w.Status == WorkspaceStatus.Importing);

        await FluentActions.Awaiting(() => world.Host.CreateWorkspaceAsync(waiting.Name, waiting.Id))
            .Should().ThrowAsync<WorkspaceConflictException>();
        await FluentActions.Awaiting(() => world.RentAsync(waiting.Id)).Should().ThrowAsync<WorkspaceUnavailableException>();

        (await world.GetAsync(waiting.Id)).Status.Should().Be(WorkspaceStatus.Importing);
        await world.RunAsync();
        await world.AssertCarriedAsync("after somebody tried to create it");
    }

    [Fact]
    public async Task What_users_wrote_in_a_workspace_that_was_resumed_is_not_overwritten()
    {
        await using var world = await StartAsync();
        await world.RunAsync();
        var id = world.Old.FirstWorkspaces[1];
        await world.Host.WithAsync<IWorkspaceService, Workspace>(w => w.ResumeAsync(id, cancellationToken: Token));
        await using (var lease = await world.RentAsync(id))
        {
            lease.Context.Add(new Document { Title = "Ours" });
            await lease.Context.SaveChangesAsync(Token);
        }

        var before = await world.Host.Database.DumpAsync(WorkspaceSchema.For(id));
        await CutoverCatchUpSpecification.WriteInAllTablesAsync(world, id);
        var report = await world.Cutover.CatchUpAsync(world.Description, world.Options, cancellationToken: Token);

        report.Failures.Should().ContainSingle().Which
            .Should().Match<CutoverResult>(f => f.WorkspaceId == id && f.Error is CutoverException);
        await FluentActions.Awaiting(() => world.RollBackAsync()).Should().ThrowAsync<CutoverException>();
        CutoverWorld.AssertSame(await world.Host.Database.DumpAsync(WorkspaceSchema.For(id)), before, "it is in use");

        await world.Host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(id, cancellationToken: Token));
        await world.CatchUpAsync();
        await world.AssertCarriedAsync("when it was closed again");
    }

    [Fact]
    public async Task A_run_that_begins_during_another_finds_its_workspaces_and_does_no_harm()
    {
        await using var world = await StartAsync();
        await using var other = world.Host.Another<CutoverDbContext>();
        using var listening = DiagnosticListener.AllListeners.Subscribe(new CatalogueReads());
        var ran = 0;
        BeforeCatalogueIsRead.Value = () =>
        {
            BeforeCatalogueIsRead.Value = null;
            ran++;
            using (ExecutionContext.SuppressFlow())
            {
                Task.Run(world.RunAsync).GetAwaiter().GetResult();
            }
        };

        var report = await CutoverWorld.Of(other).RunAsync(world.Description, world.Options, cancellationToken: Token);

        ran.Should().Be(1, "else nothing ran in between");
        report.Failures.Should().BeEmpty();
        await world.AssertCarriedAsync("after two runs");
    }

    [Fact]
    public async Task A_row_that_comes_and_goes_around_a_pass_is_in_no_workspace()
    {
        await using var world = await StartAsync();
        var (old, others) = (world.Old, new List<OldRow>());
        var moved = new List<OldRow>();
        var options = new CutoverOptions
        {
            MaxParallelism = 1,
            LongestTransaction = TimeSpan.Zero,
            QuarantineFile = world.Options.QuarantineFile
        };
        world.Options.LongestTransaction = TimeSpan.Zero;

        await world.Cutover.RunAsync(world.Description, options, new Callback(p => OnAsync(p).GetAwaiter().GetResult()), Token);
        others.Should().HaveCountGreaterThan(3, "else nothing came and went");
        moved.Should().NotBeEmpty("else nothing went and came");
        await world.CatchUpAsync();
        await world.FenceAsync();

        await world.AssertCarriedAsync("after rows came and went");
        (await world.VerifyAsync()).IsClean.Should().BeTrue();

        // All digests are read before the first workspace is copied.
        async Task OnAsync(RunProgress<CutoverResult> progress)
        {
            if (progress.Done == 1)
            {
                foreach (var id in old.FirstWorkspaces.Where(id => id != progress.Latest.WorkspaceId))
                {
                    others.Add(old.NewRow(OldTables.Links, id));
                    moved.AddRange(old.RowsOf(OldTables.Links, id).Take(1));
                }

                await old.WriteAsync(
                    [.. others.Select(row => ((OldRow?)null, (OldRow?)row)), .. moved.Select(row => ((OldRow?)row, (OldRow?)null))]);
            }
            else if (progress.Remaining == 0)
            {
                await old.WriteAsync(
                    [.. others.Select(row => ((OldRow?)row, (OldRow?)null)), .. moved.Select(row => ((OldRow?)null, (OldRow?)row))]);
            }
        }
    }

    [Fact]
    public async Task After_differences_were_found_it_opens_only_when_told_to()
    {
        await using var world = await StartAsync();
        await DifferAsync(world);

        await FluentActions.Awaiting(() => world.Cutover.OpenAsync(world.Options, Token)).Should().ThrowAsync<CutoverException>();
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Fenced);
        (await ListAsync(world)).Should().OnlyContain(w => w.Status == WorkspaceStatus.Suspended);

        world.Options.OpenWithDifferences = true;
        await world.Cutover.OpenAsync(world.Options, Token);
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Open);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_pass_under_the_fence_carries_over_what_the_verification_found(bool fencesAgain)
    {
        await using var world = await StartAsync();
        await DifferAsync(world);

        var report = await (fencesAgain ? world.FenceAsync() : world.CatchUpAsync());

        report.Rows.Should().BeGreaterThan(0);
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Fenced);
        await CutoverSwitchSpecification.AssertFencedAsync(world.Old);
        (await world.VerifyAsync()).IsClean.Should().BeTrue();
        await world.Cutover.OpenAsync(world.Options, Token);
        await world.AssertCarriedAsync("after another pass", isOpen: true);
    }

    [Fact]
    public async Task A_choice_that_can_never_apply_is_a_problem()
    {
        await using var world = await StartAsync();
        var members = world.Description.Table(OldTables.Members);
        var links = world.Description.Table(OldTables.Links);
        world.Description = world.Description
            .With(members.With(choices: [.. members.Choices, new() { Rule = CutoverRule.MissingWorkspace, Action = CutoverAction.Skip }]))
            .With(
                links.With(
                    choices: [.. links.Choices, new() { Rule = CutoverRule.NullWorkspace, Column = "external_id",
                        Action = CutoverAction.Skip }]));

        var plan = await world.Cutover.PlanAsync(world.Description, Token);

        plan.IsClean.Should().BeFalse();
        plan.Problems.Should().HaveCount(2);
        plan.Problems.Should().ContainSingle(p => p.Table == members.Name).Which.Message
            .Should().Contain(nameof(CutoverRule.BrokenReference));
        plan.Problems.Should().ContainSingle(p => p.Table == links.Name).Which.Column.Should().Be("external_id");
        await FluentActions.Awaiting(() => world.Cutover.RunAsync(world.Description, world.Options, cancellationToken: Token))
            .Should().ThrowAsync<CutoverException>();
    }

    /// <summary>As a process leaves it that dies after its first workspace.</summary>
    private static async Task StopAfterTheFirstAsync(CutoverWorld world)
    {
        using var cancellation = new CancellationTokenSource();
        var options = new CutoverOptions { MaxParallelism = 1, QuarantineFile = world.Options.QuarantineFile };
        await FluentActions.Awaiting(
            () => world.Cutover.RunAsync(world.Description, options, new Callback(_ => cancellation.Cancel()), cancellation.Token))
            .Should().ThrowAsync<OperationCanceledException>();
    }

    /// <summary>Fenced, with a row that was changed by hand, whose change column does not tell.</summary>
    private static async Task DifferAsync(CutoverWorld world)
    {
        await world.RunAsync();
        var link = world.Old.RowsOf(OldTables.Links, world.Old.FirstWorkspaces[0]).First();
        await world.Old.WriteAsync((link, link.With("title", "changed by hand")));
        await world.FenceAsync();
        (await world.VerifyAsync()).IsClean.Should().BeFalse();
    }

    private static Task<IReadOnlyList<Workspace>> ListAsync(CutoverWorld world)
        => world.Host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(w => w.ListAsync(cancellationToken: Token));

    private Task<CutoverWorld> StartAsync() => CutoverWorld.StartAsync(Server.CreateDatabase(), Sound, Mode);

    private sealed class Callback(Action<RunProgress<CutoverResult>> report) : IProgress<RunProgress<CutoverResult>>
    {
        public void Report(RunProgress<CutoverResult> value) => report(value);
    }

    /// <summary>Sees EF read the ids and slugs of the catalogue, in the flow of the call that it is asked for.</summary>
    private sealed class CatalogueReads : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name)
            {
                value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData { Command.CommandText: var text }
                && text.Contains("slug", StringComparison.Ordinal) && !text.Contains("status", StringComparison.Ordinal))
            {
                BeforeCatalogueIsRead.Value?.Invoke();
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
