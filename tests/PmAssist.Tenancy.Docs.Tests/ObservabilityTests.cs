using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PmAssist.Tenancy.Cutover;

namespace PmAssist.Tenancy.Docs.Tests;

/// <summary>The page on observability lists every name that the code has, and no other.</summary>
public sealed partial class ObservabilityTests
{
    private static readonly string Page = Repository.Read("docs/observability.md");

    private static readonly Assembly Core = typeof(TenancyDiagnostics).Assembly;

    private static readonly Assembly Cutovers = typeof(IWorkspaceCutover).Assembly;

    private static readonly Assembly Web = typeof(WorkspaceResolutionBuilder).Assembly;

    private static readonly Type[] Signals =
    [
        typeof(TenancyDiagnostics), Internal(Core, "TenancySignals"), Internal(Cutovers, "Cutover.CutoverSignals"),
        Internal(typeof(Portability.IWorkspacePortability).Assembly, "Portability.PortabilitySignals"),
    ];

    private static readonly (Type Events, Type Log)[] Events =
    [
        (Internal(Core, "TenancyEvents"), Internal(Core, "Log")),
        (Internal(Cutovers, "Cutover.CutoverEvents"), Internal(Cutovers, "Cutover.CutoverLog")),
        (Internal(Web, "WorkspaceRequestEvents"), Internal(Web, "Log")),
    ];

    [Fact]
    public void Every_span_metric_tag_category_and_key_is_listed()
        => Names().Where(name => !Page.Contains($"`{name}`", StringComparison.Ordinal)).Should().BeEmpty();

    [Fact]
    public void No_name_is_listed_that_the_code_does_not_have()
        => ListedName().Matches(Page).Select(m => m.Groups["name"].Value).Distinct().Except(Names()).Should().BeEmpty();

    [Fact]
    public void Every_reason_of_a_refusal_is_listed()
        => Constants<string>(Internal(Core, "RefusalReason"))
            .Select(c => c.Value).Where(reason => !Page.Contains($"| `{reason}` |", StringComparison.Ordinal)).Should().BeEmpty();

    [Fact]
    public void Every_outcome_is_listed()
        => Enum.GetNames<WorkspaceMigrationOutcome>().Except([nameof(WorkspaceMigrationOutcome.Planned)])
            .Concat(Enum.GetNames<WorkspaceVisitOutcome>().Except([nameof(WorkspaceVisitOutcome.Skipped)]))
            .Concat(Enum.GetNames<RunStop>().Except([nameof(RunStop.None)]))
            .Select(name => JsonNamingPolicy.SnakeCaseLower.ConvertName(name).Replace("elled", "eled", StringComparison.Ordinal))
            .Where(outcome => !Page.Contains($"`{outcome}`", StringComparison.Ordinal)).Should().BeEmpty();

    [Fact]
    public void Every_event_is_listed_with_the_level_that_it_is_logged_at()
    {
        var rows = EventRow().Matches(Page).Select(
            m => (int.Parse(m.Groups["id"].ValueSpan, CultureInfo.InvariantCulture), m.Groups["name"].Value, m.Groups["level"].Value));

        rows.Should().Equal(Events.SelectMany(e => Logged(e.Log)).OrderBy(e => e.Id));
    }

    [Fact]
    public void Every_event_has_its_id_by_name()
        => Events.SelectMany(e => Constants<int>(e.Events)).Should()
            .BeEquivalentTo(Events.SelectMany(e => Logged(e.Log)).Select(e => (e.Name, e.Id)));

    [Fact]
    public void Every_health_check_is_listed_and_no_other()
    {
        var services = new ServiceCollection();
        services.AddHealthChecks().AddPmAssistTenancy();
        using var provider = services.BuildServiceProvider();

        HealthCheckRow().Matches(Page).Select(m => m.Groups["name"].Value).Should().BeEquivalentTo(
            provider.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(r => r.Name));
    }

    [Fact]
    public void Every_row_says_what_an_operator_does_about_it()
        => Page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.EndsWith("| |", StringComparison.Ordinal))
            .Should().BeEmpty();

    /// <summary>A type that is no part of the API; its names are, on the page.</summary>
    private static Type Internal(Assembly assembly, string name)
    {
        var parts = name.Split('.');
        return assembly.GetType(
            $"PmAssist.Tenancy.{string.Concat(parts[..^1].Select(p => p + "."))}Internal.{parts[^1]}", throwOnError: true)!;
    }

    private static List<string> Names()
        => [.. Signals.Concat(Events.Select(e => e.Events)).SelectMany(Constants<string>).Select(c => c.Value)];

    private static IEnumerable<(string Name, T Value)> Constants<T>(Type type)
        => type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral && f.FieldType == typeof(T))
            .Select(f => (f.Name, (T)f.GetRawConstantValue()!));

    private static IEnumerable<(int Id, string Name, string Level)> Logged(Type log)
        => log.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Select(m => (Method: m, Message: m.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(m => m.Message is not null)
            .Select(m => (m.Message!.EventId, m.Method.Name, m.Message.Level.ToString()));

    [GeneratedRegex(@"`(?<name>pmassist\.[a-z_.]+|PmAssist\.Tenancy\.[A-Z][A-Za-z.]+)`")]
    private static partial Regex ListedName();

    [GeneratedRegex(@"^\| `(?<name>pmassist-[a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex HealthCheckRow();

    [GeneratedRegex(@"^\| (?<id>\d+) \| `(?<name>\w+)` \| (?<level>\w+) \|", RegexOptions.Multiline)]
    private static partial Regex EventRow();
}
