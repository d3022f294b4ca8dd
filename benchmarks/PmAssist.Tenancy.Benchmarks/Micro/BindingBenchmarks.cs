using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>What the library adds to a lease and to a command.</summary>
[Config(typeof(InProcess))]
[MemoryDiagnoser]
public class BindingBenchmarks
{
    private const int NamesPerText = 6;
    private readonly WorkspaceSchema _schema = WorkspaceSchema.For(Guid.NewGuid());
    private readonly Workspace _workspace = new() { Id = Guid.NewGuid(), Status = WorkspaceStatus.Active };
    private string _text = "";
    private string _textWithoutNames = "";
    private IWorkspaceContextFactory<WorkspaceDbContext> _postgreSql = null!;
    private IWorkspaceContextFactory<WorkspaceDbContext> _sqlite = null!;

    /// <summary>Nothing here opens a connection.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var line = $"SELECT w.id, w.name, w.kind FROM \"{WorkspaceSchema.TemplateName}\".\"workspace_agents\" AS w "
            + "WHERE w.name = @p AND w.kind <> 'x' --";
        _text = string.Join('\n', Enumerable.Repeat(line.PadRight(1024 / NamesPerText), NamesPerText));
        _textWithoutNames = _text.Replace(WorkspaceSchema.TemplateName, "pmassist_master_pmassist_master_abc", StringComparison.Ordinal);
        _postgreSql = Contexts(tenancy => tenancy.UseNpgsql("Host=localhost"));
        _sqlite = Contexts(tenancy => tenancy.UseSqlite(Path.GetTempPath()));
    }

    /// <summary>The least that could be done: one replacement, no look at other names.</summary>
    [Benchmark(Baseline = true)]
    public string ReplaceOnly() => _text.Replace(WorkspaceSchema.TemplateName, _schema.Name, StringComparison.Ordinal);

    /// <summary>One kilobyte with six names.</summary>
    [Benchmark]
    public string BindText() => SchemaText.Bind(_text, _schema);

    /// <summary>One kilobyte with no name.</summary>
    [Benchmark]
    public string BindTextWithoutNames() => SchemaText.Bind(_textWithoutNames, _schema);

    /// <summary>A pooled context, bound and given back.</summary>
    [Benchmark]
    public void RentPostgreSql() => _postgreSql.Rent(_workspace).Dispose();

    /// <summary>The same where binding points the context at another file.</summary>
    [Benchmark]
    public void RentSqlite() => _sqlite.Rent(_workspace).Dispose();

    private static IWorkspaceContextFactory<WorkspaceDbContext> Contexts(Action<TenancyBuilder> configure)
        => new ServiceCollection().AddPmAssistTenancy(configure).BuildServiceProvider()
            .GetRequiredService<IWorkspaceContextFactory<WorkspaceDbContext>>();

    private sealed class InProcess : ManualConfig
    {
        public InProcess() => AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    }
}
