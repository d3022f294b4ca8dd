namespace PmAssist.Tenancy.Benchmarks;

/// <summary>Hosts of several contexts, each with three tables of the same shape; and of one context with all those tables.</summary>
internal static class Modules
{
    public const int MostContexts = 5;

    private static readonly Action<TenancyBuilder>[] Further =
    [
        t => t.AddContext<Module2DbContext>(), t => t.AddContext<Module3DbContext>(),
        t => t.AddContext<Module4DbContext>(), t => t.AddContext<Module5DbContext>(),
    ];

    private static readonly Action<TenancyBuilder>[] FurtherOfV2 =
    [
        t => t.AddContext<Later.Module2DbContext>(), t => t.AddContext<Later.Module3DbContext>(),
        t => t.AddContext<Later.Module4DbContext>(), t => t.AddContext<Later.Module5DbContext>(),
    ];

    /// <summary>Of the tables of all modules that are measured. One process measures one number of them.</summary>
    public static IEnumerable<string> Prefixes { get; private set; } = [""];

    public static string PrefixOf(int module) => $"m{module}_";

    /// <summary>A host at the first version.</summary>
    /// <param name="side">The library's side, or <see cref="Arguments.One"/>.</param>
    /// <param name="setting">Where, and with how many modules.</param>
    public static async Task<OurHost> StartAsync(string side, Setting setting)
        => side == Arguments.One
            ? await OneAsync<OneDbContext>(setting)
            : await OurHost<BenchDbContext>.StartAsync(setting, addContexts: t => Add(t, Further, setting));

    /// <inheritdoc cref="StartAsync"/>
    /// <summary>A host at the second version.</summary>
    public static async Task<OurHost> StartV2Async(string side, Setting setting)
        => side == Arguments.One
            ? await OneAsync<OneDbContextV2>(setting)
            : await OurHost<BenchDbContextV2>.StartAsync(setting, addContexts: t => Add(t, FurtherOfV2, setting));

    /// <summary>Adds the further modules' contexts to a host.</summary>
    public static void Add(TenancyBuilder tenancy, Setting setting) => Add(tenancy, Further, setting);

    private static async Task<OurHost> OneAsync<TContext>(Setting setting)
        where TContext : WorkspaceDbContext
    {
        Prefixes = ["", .. Enumerable.Range(2, setting.Contexts - 1).Select(PrefixOf)];
        return await OurHost<TContext>.StartAsync(setting);
    }

    private static void Add(TenancyBuilder tenancy, Action<TenancyBuilder>[] further, Setting setting)
        => Array.ForEach(further[..(setting.Contexts - 1)], add => add(tenancy));
}
