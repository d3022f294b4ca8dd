using System.Reflection;
using System.Text.RegularExpressions;

namespace PmAssist.Tenancy.Tests;

/// <summary>Rules of style that a compiler does not know.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Assembly Core = typeof(TenancyOptions).Assembly;

    private static readonly Assembly[] Engines =
    [
        typeof(SqlServerTenancyProvider).Assembly, typeof(PostgreSqlTenancyProvider).Assembly, typeof(SqliteTenancyProvider).Assembly,
    ];

    private static readonly Assembly[] Cutover =
    [
        typeof(IWorkspaceCutover).Assembly, typeof(SqlServerCutoverBuilderExtensions).Assembly,
        typeof(PostgreSqlCutoverBuilderExtensions).Assembly, typeof(SqliteCutoverBuilderExtensions).Assembly,
    ];

    private static readonly Assembly Operators = typeof(Microsoft.Extensions.Hosting.TenancyCommandLineHostExtensions).Assembly;

    private static readonly Assembly Web = typeof(WorkspaceResolutionBuilder).Assembly;

    private static readonly Assembly[] Product =
    [
        Core, Web, Operators, typeof(PmAssistTenancySettings).Assembly, typeof(IWorkspacePortability).Assembly, .. Engines, .. Cutover,
    ];

    /// <summary>
    /// Open on purpose: the context that hosts derive from, what lazy loading derives from, the seam of the engines, what runs share.
    /// </summary>
    private static readonly Type[] Open =
    [
        typeof(WorkspaceDbContext), typeof(WorkspaceIntegration), typeof(WorkspaceAgent), typeof(AutomationJob),
        typeof(WorkspaceRunOptions), typeof(WorkspaceRunReport<>), typeof(WorkspaceRunResult), typeof(TenancyProvider),
        typeof(CutoverDialect), typeof(SchemaSession), typeof(TenancyException),
    ];

    /// <summary>
    /// What engines compare. All else is a class, which can get members without breaking anybody, and needs no equality.
    /// </summary>
    private static readonly Type[] Records = [typeof(CutoverStage), typeof(CutoverValue)];

    private static IReadOnlyList<string> ProductFiles { get; } =
    [
        .. Directory.GetFiles(Path.Combine(SourceTree.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)),
    ];

    /// <summary>Without the engines' folders of migrations, which EF's tools write.</summary>
    private static IEnumerable<string> OrderedFiles => ProductFiles.Where(f => !SourceTree.IsGenerated(f));

    private static IEnumerable<Type> PublicTypes => Product.SelectMany(a => a.GetExportedTypes());

    [Fact]
    public void The_rules_for_files_see_the_files()
        => ProductFiles.Should().HaveCountGreaterThan(150).And.Contain(f => f.EndsWith("WorkspaceMigrator.cs", StringComparison.Ordinal));

    [Fact]
    public void Public_classes_are_sealed_but_for_those_open_on_purpose()
        => PublicTypes.Where(t => t.IsClass && !t.IsSealed).Should().BeEquivalentTo(Open);

    [Fact]
    public void Records_are_few()
        => PublicTypes.Where(
            t => t.GetMethod("<Clone>$") is not null
                || (t.IsValueType && t.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null))
            .Should().BeEquivalentTo(Records);

    /// <summary>A value that nobody set is the default one, so it must open nothing, count nothing as done and start nothing.</summary>
    [Fact]
    public void The_default_of_each_enum_is_harmless()
        => PublicTypes.Where(t => t.IsEnum).ToDictionary(t => t, t => Enum.ToObject(t, 0))
            .Should().BeEquivalentTo(new Dictionary<Type, object>
            {
                [typeof(WorkspaceStatus)] = WorkspaceStatus.Provisioning,
                [typeof(WorkspaceRole)] = WorkspaceRole.Viewer,
                [typeof(IntegrationStatus)] = IntegrationStatus.Disabled,
                [typeof(JobStatus)] = JobStatus.Pending,
                [typeof(SchemaMode)] = SchemaMode.SharedModel,
                [typeof(OutdatedWorkspacePolicy)] = OutdatedWorkspacePolicy.Allow,
                [typeof(WorkspaceMigrationOutcome)] = WorkspaceMigrationOutcome.Skipped,
                [typeof(RunStop)] = RunStop.None,
                [typeof(WorkspaceFindingKind)] = WorkspaceFindingKind.NotExamined,
                [typeof(SchemaObjectKind)] = SchemaObjectKind.Other,
                [typeof(WorkspaceVisitOutcome)] = WorkspaceVisitOutcome.Skipped,
                [typeof(CutoverPhase)] = CutoverPhase.None,
                [typeof(CutoverAction)] = CutoverAction.Stop,
                [typeof(CutoverRule)] = CutoverRule.NullWorkspace,
                [typeof(CutoverDifferenceKind)] = CutoverDifferenceKind.Missing,
                [typeof(CutoverValueKind)] = CutoverValueKind.Other,
            });

    [Fact]
    public void Each_value_of_an_enum_is_written_out()
        => ProductFiles.Select(File.ReadAllText).Select(text => PublicEnum().Match(text)).Where(m => m.Success)
            .Where(m => !EnumMember().Matches(m.Groups[2].Value).All(member => member.Groups[1].Success))
            .Select(m => m.Groups[1].Value).Should().BeEmpty();

    [Fact]
    public void Roles_are_ordered_by_what_they_may_do()
        => Enum.GetValues<WorkspaceRole>()
            .Should().Equal(WorkspaceRole.Viewer, WorkspaceRole.Member, WorkspaceRole.Admin, WorkspaceRole.Owner);

    [Fact]
    public void A_host_cannot_write_what_the_services_keep()
    {
        Type[] kept = [typeof(Workspace), typeof(WorkspaceMember), typeof(AuditEntry)];
        kept.SelectMany(t => t.GetInterfaces()).Should().BeEmpty();
        kept.SelectMany(t => t.GetProperties()).Where(p => p.SetMethod is { IsPublic: true }).Should().BeEmpty();
    }

    [Fact]
    public void Nothing_public_lies_in_an_internal_namespace()
    {
        PublicTypes.Where(t => t.Namespace!.EndsWith(".Internal", StringComparison.Ordinal)).Should().BeEmpty();
        Core.GetTypes().Should().Contain(t => t.Namespace == "PmAssist.Tenancy.Internal");
    }

    [Fact]
    public void Public_types_lie_in_the_namespace_of_their_readers()
        => PublicTypes.Select(t => t.Namespace).Distinct()
            .Should().BeEquivalentTo(
                "PmAssist.Tenancy", "PmAssist.Tenancy.Providers", "PmAssist.Tenancy.Cutover", "PmAssist.Tenancy.Portability",
                "Microsoft.Extensions.DependencyInjection",
                "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Authorization", "Microsoft.Extensions.Hosting");

    [Fact]
    public void Public_async_methods_end_with_a_cancellation_token()
    {
        var methods = PublicTypes
            .SelectMany(
                t => t.GetMethods(
                    BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => (m.IsPublic || m.IsFamily) && IsTask(m.ReturnType) && m.Name != nameof(IAsyncDisposable.DisposeAsync)).ToList();

        methods.Should().HaveCountGreaterThan(20);
        methods.Where(m => m.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name}").Should().BeEmpty();
        methods.Where(m => !m.Name.EndsWith("Async", StringComparison.Ordinal)).Select(m => m.Name).Should().BeEmpty();
    }

    /// <summary>
    /// What an engine's author has to know beyond what any caller sees: members to override, and members for derived types alone.
    /// </summary>
    [Fact]
    public void An_engines_author_meets_at_most_16_members()
    {
        var met = new[] { typeof(TenancyProvider), typeof(SchemaSession) }
            .SelectMany(t => t.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(m => m is MethodInfo { IsSpecialName: false } method ? IsMet(method)
                : m is PropertyInfo property && property.GetAccessors(nonPublic: true).Any(IsMet))
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name}").ToList();

        met.Should().Contain(["TenancyProvider.Configure", "SchemaSession.SendAsync", "SchemaSession.Owner"])
            .And.HaveCountLessThanOrEqualTo(16);
        typeof(SchemaSession).Assembly.GetExportedTypes()
            .Where(t => t.Namespace == typeof(TenancyProvider).Namespace && t.IsAbstract && t.IsClass && !t.IsSealed)
            .Should().BeEquivalentTo([typeof(TenancyProvider), typeof(SchemaSession)], "an engine's author has nothing else to implement");

        static bool IsMet(MethodInfo method) => method.IsFamily || method.IsFamilyOrAssembly || (method.IsVirtual && !method.IsFinal);
    }

    [Fact]
    public void The_core_knows_no_engine()
        => Core.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => new[] { "Sqlite", "Npgsql", "SqlClient", "SqlServer", "PostgreSQL" }.Any(
                engine => name.Contains(engine, StringComparison.OrdinalIgnoreCase)))
            .Should().BeEmpty();

    [Fact]
    public void The_core_depends_on_EF_and_abstractions_alone()
        => Core.GetReferencedAssemblies().Select(a => a.Name!).Where(name =>
                !name.StartsWith("System.", StringComparison.Ordinal)
                && !name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
                && !name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal))
            .Should().BeEmpty();

    /// <summary>What a host does not have must not come with what it has.</summary>
    [Fact]
    public void Nothing_depends_on_the_operators_command_line()
        => Product.Where(a => a != Operators)
            .Where(
                a => a.GetReferencedAssemblies()
                    .Any(r => r.Name is "PmAssist.Tenancy.CommandLine" or "System.CommandLine" or "Spectre.Console"))
            .Select(a => a.GetName().Name).Should().BeEmpty();

    [Fact]
    public void Product_files_stay_under_300_lines()
        => ProductFiles.Where(f => File.ReadLines(f).Count() >= 300).Should().BeEmpty();

    /// <summary>
    /// A generic type beside one of the same name has its parameters in the file's name: <c>IWorkspaceFleet{TContext}.cs</c>.
    /// </summary>
    [Fact]
    public void Each_product_file_has_one_type_and_is_named_for_it()
        => OrderedFiles.Where(f => !TypesIn(f).SequenceEqual([Path.GetFileNameWithoutExtension(f).Split('{')[0]]))
            .Select(f => $"{Path.GetFileName(f)}: {string.Join(", ", TypesIn(f))}").Should().BeEmpty();

    [Fact]
    public void Only_what_a_source_generator_completes_is_partial()
        => OrderedFiles.Where(f => File.ReadAllText(f) is var text && text.Contains(" partial ", StringComparison.Ordinal)
                && !text.Contains("[GeneratedRegex(", StringComparison.Ordinal)
                && !text.Contains("[LoggerMessage(", StringComparison.Ordinal))
            .Select(Path.GetFileName).Should().BeEmpty();

    [GeneratedRegex(@"^public enum (\w+)\s*\{(.*?)^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex PublicEnum();

    [GeneratedRegex(@"^    \w+( = \d+)?,", RegexOptions.Multiline)]
    private static partial Regex EnumMember();

    private static IEnumerable<string> TypesIn(string file)
        => File.ReadLines(file).Select(line => TopLevelType().Match(line)).Where(m => m.Success).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|record) )+"
        + @"(?:class |record |struct |enum |interface )?(\w+)")]
    private static partial Regex TopLevelType();

    private static bool IsTask(Type type)
        => typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask)
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));
}
