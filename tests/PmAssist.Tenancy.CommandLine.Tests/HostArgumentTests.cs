namespace PmAssist.Tenancy.CommandLine.Tests;

/// <summary>A host's own arguments never become a verb, and a verb is found behind them.</summary>
public sealed class HostArgumentTests
{
    [Theory]
    [InlineData("")]
    [InlineData("--urls http://127.0.0.1:5080")]
    [InlineData("--environment migrations")]
    [InlineData("--environment=Development")]
    [InlineData("ConnectionStrings:Default=x")]
    [InlineData("something of the host's")]
    public void The_host_runs(string line) => CommandTree.VerbIn(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Should().BeNull();

    [Theory]
    [InlineData("workspaces list", "workspaces list")]
    [InlineData("--sqlite data workspaces list --json", "workspaces list --json")]
    [InlineData("--environment=Production ConnectionStrings:Default=x migrations run", "migrations run")]
    [InlineData("--json workspaces list", "--json workspaces list")]
    [InlineData("--help", "--help")]
    [InlineData("[suggest:4] work", "[suggest:4] work")]
    [InlineData("workspacse list", "workspacse list")]
    [InlineData("workspace", "workspace")]
    public void The_verb_runs(string line, string expected) => string.Join(' ', CommandTree.VerbIn(line.Split(' '))!).Should().Be(expected);

    [Theory]
    [InlineData("contosso", "contoso")]
    [InlineData("cnotoso", "contoso")]
    [InlineData("FABRIKAM", "fabrikam")]
    [InlineData("fab", "fabrikam")]
    [InlineData("nothing", null)]
    [InlineData("x", null)]
    public void What_was_probably_meant_is_found(string text, string? expected)
        => Nearest.To(text, ["contoso", "fabrikam"]).Should().Be(expected);
}
