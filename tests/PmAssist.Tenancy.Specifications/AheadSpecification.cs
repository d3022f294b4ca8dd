using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Behind, current and ahead are three things to every build.</summary>
public abstract class AheadSpecification(ITestServer server) : Specification(server)
{
    private const string V1 = "20260101000000_SpecInitial";
    private const string V2 = "20260201000000_AddPriority";

    [Fact]
    public async Task An_old_build_says_ahead_and_opens_no_workspace()
    {
        await using var host = await StartAsync();
        await using var next = host.Another<SpecDbContextV2>();
        var current = await host.CreateWorkspaceAsync();
        var ahead = new[] { await next.CreateWorkspaceAsync(), await next.CreateWorkspaceAsync(), await next.CreateWorkspaceAsync() };
        await using var old = host.Another();

        var status = await old.Migrator.GetStatusAsync(Token);
        var report = await old.Migrator.RunAsync(cancellationToken: Token);

        (status.CurrentCount, status.BehindCount, status.AheadCount).Should().Be((1, 0, 3));
        (await next.Migrator.GetStatusAsync(Token))
            .Should().Match<WorkspaceFleetStatus>(s => s.CurrentCount == 3 && s.BehindCount == 1 && s.AheadCount == 0);
        status.Behind.Should().BeEmpty();
        status.Ahead.Select(w => w.Id).Should().BeEquivalentTo(ahead.Select(w => w.Id));
        report.Results.Should().HaveCount(3).And.OnlyContain(r =>
            r.Outcome == WorkspaceMigrationOutcome.Ahead && r.FromVersion == V2 && r.ToVersion == V2);
        report.Ahead.Should().HaveCount(3);
        report.Failures.Should().BeEmpty("nothing went wrong");
        report.Succeeded.Should().BeFalse("they are not at its version");
        old.Log.Messages.Should().NotContain(m => m.Contains("went from version", StringComparison.Ordinal), "none was opened");
        foreach (var workspace in ahead.Append(current))
        {
            (await host.GetWorkspaceAsync(workspace.Id)).Version.Should().Be(workspace.Version);
        }
    }

    [Fact]
    public async Task A_migration_merged_late_makes_a_workspace_ahead_of_the_build_without_it()
    {
        await using var host = await StartAsync();
        await using var merged = host.Another<SpecDbContextV3>();
        var workspace = await merged.CreateWorkspaceAsync();

        await using (var counting = host.Another<SpecDbContextV2>())
        {
            var status = await counting.Migrator.GetStatusAsync(Token);
            (status.CurrentCount, status.BehindCount, status.AheadCount)
                .Should().Be((0, 0, 1), "the newest migration is the same, but it has one more");
        }

        await using (var planning = host.Another<SpecDbContextV2>())
        {
            (await planning.Migrator.GetStatusAsync(Token)).Ahead.Should().ContainSingle();
            (await planning.Migrator.RunAsync(cancellationToken: Token)).Ahead.Should().ContainSingle();
        }

        await using var migrating = host.Another<SpecDbContextV2>(
            t => t.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Migrate));
        await (await migrating.RentAsync<SpecDbContextV2>(workspace)).DisposeAsync();
        await using var refusing = host.Another<SpecDbContextV2>(
            t => t.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Refuse));
        await refusing.Migrator.GetStatusAsync(Token);
        await FluentActions.Awaiting(() => refusing.RentAsync<SpecDbContextV2>(workspace))
            .Should().ThrowAsync<WorkspaceUnavailableException>().WithMessage("*is ahead*");
        (await host.GetWorkspaceAsync(workspace.Id)).Version.Should().Be(workspace.Version, "nothing had to be written");
    }

    [Fact]
    public async Task A_process_that_refuses_looks_whether_a_workspace_is_behind_or_ahead()
    {
        await using var host = await StartAsync();
        await using var merged = host.Another<SpecDbContextV3>();
        var (workspace, other) = (await merged.CreateWorkspaceAsync(), await merged.CreateWorkspaceAsync());

        await using var renting = Refusing();
        var contexts = renting.Services.GetRequiredService<IWorkspaceContextFactory<SpecDbContextV2>>();
        FluentActions.Invoking(() => contexts.Rent(workspace))
            .Should().Throw<WorkspaceUnavailableException>("it does not wait for the database")
            .WithMessage("*other migrations*GetStatusAsync*");
        (await FluentActions.Awaiting(() => renting.RentAsync<SpecDbContextV2>(workspace))
            .Should().ThrowAsync<WorkspaceUnavailableException>())
            .Which.Message.Should().Match("*is ahead*Deploy that build*").And.NotContain("RunAsync", "it could not help");
        FluentActions.Invoking(() => contexts.Rent(other))
            .Should().Throw<WorkspaceUnavailableException>("it is remembered").WithMessage("*is ahead*Deploy that build*");

        await using var visiting = Refusing();
        var report = await visiting.Services.GetRequiredService<IWorkspaceFleet<SpecDbContextV2>>()
            .VisitAsync((_, _, _) => Task.CompletedTask, cancellationToken: Token);
        report.Failures.Should().HaveCount(2).And.OnlyContain(f => f.Error!.Message.Contains("is ahead"));

        TestHost Refusing()
            => host.Another<SpecDbContextV2>(t => t.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Refuse));
    }

    [Fact]
    public async Task An_old_build_takes_nothing_back_that_it_does_not_know()
    {
        await using var host = await StartAsync();
        await using var next = host.Another<SpecDbContextV2>();
        var workspace = await next.CreateWorkspaceAsync();

        (await host.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token)).Outcome.Should().Be(WorkspaceMigrationOutcome.Ahead);
        foreach (var target in (string[])["SpecInitial", V1, "0"])
        {
            await FluentActions.Awaiting(() => host.Migrator.MigrateAsync(workspace.Id, target, Token))
                .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage($"*ahead*{V2}*does not know*Nothing was changed*");
        }

        (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(workspace, "it has not failed");
        (await next.Migrator.MigrateAsync(workspace.Id, V1, Token)).Should()
            .Match<WorkspaceMigrationResult>(
                r => r.Outcome == WorkspaceMigrationOutcome.Migrated && r.FromVersion == V2 && r.ToVersion == V1);
    }

    [Fact]
    public async Task The_advice_to_a_build_that_refuses_can_be_followed()
    {
        await using var host = await StartAsync();
        await using var next = host.Another<SpecDbContextV2>();
        var (behind, ahead) = (await host.CreateWorkspaceAsync(), await next.CreateWorkspaceAsync());
        await using var old = host.Another(t => t.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Refuse));
        await using var refusing = host.Another<SpecDbContextV2>(
            t => t.Configure(o => o.OutdatedWorkspace = OutdatedWorkspacePolicy.Refuse));

        (await FluentActions.Awaiting(() => old.RentAsync(ahead)).Should().ThrowAsync<WorkspaceUnavailableException>())
            .Which.Message.Should().Match($"*is ahead*{V2}*{V1}*Deploy that build*Allow or Migrate*").And.NotContain("RunAsync");
        (await FluentActions.Awaiting(() => refusing.RentAsync<SpecDbContextV2>(behind))
            .Should().ThrowAsync<WorkspaceUnavailableException>())
            .Which.Message.Should().Match($"*is behind*{V1}*{V2}*RunAsync*");

        foreach (var policy in (OutdatedWorkspacePolicy[])[OutdatedWorkspacePolicy.Allow, OutdatedWorkspacePolicy.Migrate])
        {
            await using var following = host.Another(t => t.Configure(o => o.OutdatedWorkspace = policy));
            await (await following.RentAsync(ahead)).DisposeAsync();
        }

        await refusing.Migrator.RunAsync(cancellationToken: Token);
        await (await refusing.RentAsync<SpecDbContextV2>(behind)).DisposeAsync();
    }
}
