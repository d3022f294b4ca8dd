using Microsoft.Extensions.DependencyInjection;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>
/// Two whole cutovers, one that skips whatever breaks a rule and one that fixes it, so that each statement of one is recorded.
/// </summary>
public sealed class CutoverUse : IAsyncLifetime
{
    private readonly List<string> _statements = [];
    private readonly CutoverOptions _options = new()
    {
        MaxParallelism = 1,
        QuarantineFile = Path.Combine(Path.GetTempPath(), $"pmassist-{Guid.NewGuid():N}.quarantine")
    };

    /// <summary>What was sent to the server.</summary>
    public IReadOnlyList<string> Statements => _statements;

    /// <summary>The same, each text once and parsed.</summary>
    public IReadOnlyList<TSqlScript> Scripts { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await RecordAsync(
            (_, rule) => [new CutoverChoice { Rule = rule, Action = CutoverAction.Skip }],
            (cutover, description) => cutover.RollBackAsync(description, discardNewWrites: false, _options));
        await RecordAsync(FixesOf, (cutover, description) => cutover.DropAsync(description, _options));
        File.Delete(_options.QuarantineFile!);
        Scripts = [.. _statements.Distinct().Select(TSql.Parse)];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static CutoverTable Readings
        => new()
        {
            Name = "readings",
            Target = "readings",
            WorkspaceColumn = "workspace_id",
            Columns = new Dictionary<string, CutoverColumn>
            {
                ["Ratio"] = new() { Expression = "s.ratio / 2" },
                ["IsOpen"] = new() { From = "is_open", Values = new Dictionary<string, string> { ["2"] = "0", ["übrig"] = "1" } },
                ["Name"] = new() { From = "name", Default = "'unnamed'" },
            },
        };

    private async Task RecordAsync(
        Func<CutoverTable, CutoverRule, IEnumerable<CutoverChoice>> choices, Func<IWorkspaceCutover, CutoverDescription, Task> end)
    {
        var server = new RecordingServer();
        var old = new CutoverOldSide(server);
        server.Answer = old.Answer;
        await using var services = RecordedHost.Create<ReadingsDbContext>(server);
        await services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync();
        server.Statements.Clear();

        var cutover = services.GetRequiredService<IWorkspaceCutover>();
        var description = With((await cutover.DiscoverAsync(new CutoverDescription { Tables = [Readings] })).Description, choices);
        await CarryOverAsync(cutover, description, old);
        await end(cutover, description);
        _statements.AddRange(server.Statements);
    }

    /// <summary>Every step but the last, with rows that came meanwhile and a verification that finds differences.</summary>
    private async Task CarryOverAsync(IWorkspaceCutover cutover, CutoverDescription description, CutoverOldSide old)
    {
        await cutover.PlanAsync(description);
        old.Broken = 0;
        Assert.Empty((await cutover.RunAsync(description, _options)).Failures.Select(f => f.Error));
        old.Writes++;
        Assert.Empty((await cutover.CatchUpAsync(description, _options)).Failures.Select(f => f.Error));
        old.Writes++;
        await cutover.FenceAsync(description, _options);
        old.IsSame = false;
        await cutover.VerifyAsync(description, _options);
        old.IsSame = true;
        Assert.Empty((await cutover.VerifyAsync(description, _options)).Differences);
        await cutover.OpenAsync(_options);
        await cutover.RetireAsync(description, _options);
    }

    private static CutoverDescription With(
        CutoverDescription description, Func<CutoverTable, CutoverRule, IEnumerable<CutoverChoice>> choices)
        => new()
        {
            Tables =
            [
                .. description.Tables.Select(t => new CutoverTable
                {
                    Name = t.Name,
                    Target = t.Target,
                    WorkspaceColumn = t.WorkspaceColumn,
                    ChangeColumn = t.ChangeColumn,
                    Columns = t.Columns,
                    Choices = [.. Enum.GetValues<CutoverRule>().Except([CutoverRule.BrokenFix])
                        .Where(
                            rule => t.WorkspaceColumn is not null
                                || rule is not (CutoverRule.NullWorkspace or CutoverRule.MissingWorkspace))
                        .SelectMany(rule => choices(t, rule))],
                }),
            ],
        };

    private static IEnumerable<CutoverChoice> FixesOf(CutoverTable table, CutoverRule rule)
    {
        (string? Column, string Expression)[] fixes = (rule, table.Name) switch
        {
            (CutoverRule.NullWorkspace or CutoverRule.MissingWorkspace, _) => [(null, $"'{TypicalUse.First}'")],
            (CutoverRule.BrokenReference, "readings") => [("AgentId", "NULL"), ("BeforeId", "NULL")],
            (CutoverRule.DuplicateKey, "readings") => [("Name", "CONCAT(s.name, s.id)")],
            (CutoverRule.DuplicateKey, "WorkspaceExternalLink") => [("external_id", "CONCAT(s.external_id, s.id)")],
            (CutoverRule.BrokenReference, "WorkspaceMember") => [("workspace_id", $"'{TypicalUse.First}'")],
            (CutoverRule.DuplicateKey, not "WorkspaceMember") => [("id", "NEWID()")],
            _ => [(null, "'0'")],
        };
        return fixes.Where(f => f.Column is not null || rule is not (CutoverRule.BrokenReference or CutoverRule.DuplicateKey))
            .Select(f => new CutoverChoice { Rule = rule, Column = f.Column, Action = CutoverAction.Fix, Expression = f.Expression })
            .Append(new CutoverChoice { Rule = rule, Action = CutoverAction.Skip });
    }
}
