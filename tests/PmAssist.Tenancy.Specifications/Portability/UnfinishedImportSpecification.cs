using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Providers;

namespace PmAssist.Tenancy.Specifications.Portability;

/// <summary>What an import that was killed leaves is found and removed, and nothing else is.</summary>
public abstract class UnfinishedImportSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task The_doctor_finds_an_import_that_was_left_and_removes_it()
    {
        await using var host = await StartAsync();
        var provisioning = host.Services.GetRequiredService<IWorkspaceProvisioning>();
        var left = await provisioning.RegisterAsync(new NewWorkspace("Left", "ada") { Slug = "left" }, Token);

        var finding = (await ExamineAsync(host, left)).Should().ContainSingle().Which;
        (finding.Kind, finding.IsSafe).Should().Be((WorkspaceFindingKind.ImportStuck, true));
        (await host.Services.GetRequiredService<IWorkspaceDoctor>().RepairAsync(finding, "ada", Token)).Should().BeTrue();

        await FluentActions.Awaiting(() => host.GetWorkspaceAsync(left.Id)).Should().ThrowAsync<WorkspaceNotFoundException>();
        (await host.CreateWorkspaceAsync(slug: "left", id: left.Id)).Status.Should().Be(WorkspaceStatus.Active);
        (await provisioning.RemoveAsync(left.Id, Token)).Should().BeFalse("it is complete");
        (await host.GetWorkspaceAsync(left.Id)).Status.Should().Be(WorkspaceStatus.Active);
    }

    [Fact]
    public async Task An_import_that_is_young_is_left_alone_and_nothing_else_completes_it()
    {
        await using var host = await StartAsync();
        var begun = await host.Services.GetRequiredService<IWorkspaceProvisioning>().RegisterAsync(new NewWorkspace("Begun", "ada"), Token);

        (await host.ExamineAsync(begun)).Should().BeEmpty();
        await FluentActions.Awaiting(() => host.CreateWorkspaceAsync("Begun", begun.Id)).Should().ThrowAsync<WorkspaceConflictException>();
        await FluentActions.Awaiting(() => host.RentAsync(begun)).Should().ThrowAsync<WorkspaceUnavailableException>();
    }

    private static async Task<IReadOnlyList<WorkspaceFinding>> ExamineAsync(TestHost host, Workspace workspace)
        => await host.Services.GetRequiredService<IWorkspaceDoctor>().ExamineAsync(
            new WorkspaceExamination { Filter = w => w.Id == workspace.Id, StuckAfter = TimeSpan.Zero }, Token)
            .Where(f => f.WorkspaceId is not null).ToListAsync(Token);
}
