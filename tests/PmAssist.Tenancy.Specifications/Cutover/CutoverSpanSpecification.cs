using System.Diagnostics;
using PmAssist.Tenancy.Cutover.Internal;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>A cutover's spans are on the core's source.</summary>
public abstract class CutoverSpanSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task Each_step_has_a_span_with_those_of_its_workspaces()
    {
        await using var world = await CutoverWorld.StartAsync(Server.CreateDatabase(), new OldShape(Workspaces: 3, Rows: 60), Mode);
        using var spans = new SpanRecorder();

        await world.Cutover.RunAsync(world.Description, world.Options, cancellationToken: Token);

        var step = spans.Named(CutoverSignals.StepSpan).Should().ContainSingle().Subject;
        step.GetTagItem(CutoverSignals.StepTag).Should().Be(nameof(IWorkspaceCutover.RunAsync));
        spans.Named(CutoverSignals.WorkspaceSpan).Should().OnlyContain(s => s.ParentSpanId == step.SpanId);
        spans.Named(CutoverSignals.WorkspaceSpan).Select(s => s.GetTagItem(TenancySignals.WorkspaceIdTag))
            .Should().BeEquivalentTo(world.Old.FirstWorkspaces.Select(id => id.ToString()));
    }

    [Fact]
    public async Task A_step_that_fails_is_a_failed_span()
    {
        await using var world = await CutoverWorld.StartAsync(Server.CreateDatabase(), new OldShape(Workspaces: 1, Rows: 10), Mode);
        using var spans = new SpanRecorder();

        await FluentActions.Awaiting(() => world.Cutover.OpenAsync(world.Options, Token)).Should().ThrowAsync<CutoverException>();

        var step = spans.Named(CutoverSignals.StepSpan).Should().ContainSingle().Subject;
        (step.Status, step.GetTagItem("error.type")).Should().Be((ActivityStatusCode.Error, typeof(CutoverException).FullName));
    }
}
