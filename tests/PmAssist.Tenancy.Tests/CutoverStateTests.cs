using PmAssist.Tenancy.Cutover.Internal;

namespace PmAssist.Tenancy.Tests;

/// <summary>What a cutover keeps of a workspace between two processes, which may be of different versions.</summary>
public sealed class CutoverStateTests
{
    private static readonly WorkspaceState State = new(WorkspaceStatus.Archived)
    {
        Fingerprint = "0123456789ABCDEF",
        AsOf = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        Tables = new Dictionary<string, TableDigest> { ["documents"] = new(3, "42", new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)) },
    };

    [Fact]
    public void It_is_written_with_its_version_and_with_names_that_stay()
        => State.ToJson().Should().Be(
            """
            {"status":"Archived","version":1,"fingerprint":"0123456789ABCDEF","asOf":"2026-01-02T03:04:05Z",
            "tables":{"documents":{"rows":3,"keys":"42","newest":"2026-01-01T00:00:00Z"}}}
            """.ReplaceLineEndings(""));

    [Fact]
    public void It_is_read_as_it_was_written() => WorkspaceState.FromJson(State.ToJson()).Should().BeEquivalentTo(State);

    [Fact]
    public void A_state_of_a_newer_version_is_refused_whatever_its_shape()
        => FluentActions.Invoking(() => WorkspaceState.FromJson("""{"version":2,"status":{"is":"another"}}"""))
            .Should().Throw<CutoverException>()
            .WithMessage("*version is 2*reads version 1*Finish the cutover with the version that began it*");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Status":0}""")]
    [InlineData("""{"version":"one"}""")]
    [InlineData("""{"version":1,"status":"NoSuchState"}""")]
    public void A_damaged_state_is_refused(string json)
        => FluentActions.Invoking(() => WorkspaceState.FromJson(json)).Should().Throw<CutoverException>().WithMessage("*cannot be read*");
}
