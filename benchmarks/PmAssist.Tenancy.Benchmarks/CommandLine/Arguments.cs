using System.Globalization;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>What is measured, from the command line.</summary>
internal sealed record Arguments(
    string Scenario,
    string Provider,
    string? Connection,
    int Workspaces,
    int Parallel,
    string Against,
    int Rounds,
    SchemaMode Mode,
    TimeSpan Settle,
    int Rows,
    int Contexts,
    int Tables)
{
    public const string None = "none";

    /// <summary>The library too, with all tables in one context.</summary>
    public const string One = "one";

    /// <summary>The library too, on a cluster's coordinator alone.</summary>
    public const string Single = "single";

    public const string Usage =
        """
        switch|request|provision|claim|migrate|noop|examine|retain|cutover|purge|export|import|clone|memory|fleet
            --provider sqlite|postgresql|sqlserver|citus [--connection …]
            --workspaces N --parallel P --against plain|textbook|raw|binary|one|single|cold|bare|heard|silent|unheard|few|none
            [--rounds R]
            [--mode shared|per-workspace] [--settle SECONDS] [--rows N] [--contexts N] [--tables N]
        plot --provider … --output FILE.svg [--rounds R] [--most N]
        micro [BenchmarkDotNet's options]

        switch     one query by key and one list per access, the workspaces in turn    against plain, textbook, one
        request    1,000 requests through resolution, membership and state             against bare, plain, heard, silent, unheard
                   (plain: with one query; silent: the same, with everything listened to and nothing;
                   unheard: with the library's signals alone listened to, and nothing;
                   heard: as plain, with everything listened to on both sides)
        provision  new workspaces                                                      against raw, textbook, one
        claim      new workspaces that take spares, up to 1,000                        against cold
        migrate    one migration of workspaces that are there                          against raw, textbook, one
        noop       a run over workspaces that are current                              against textbook, one
                   (--contexts: a host of up to 5 contexts of three tables each; one is a single context with the same tables)
        examine    the doctor over workspaces that are well                            against one
        retain     what a process keeps of workspaces that it looked at once           against none
                   (--settle: how long to wait before that is measured)
        cutover    an old database of --rows rows, carried over                        against raw
        purge      a deleted workspace of --tables tables (default: 2,000), purged     against raw
        export     workspaces of --rows rows in all, as files                          against raw, binary
        import     such files, as new workspaces                                       against raw, binary
        clone      copies of such workspaces                                           against raw
                   (all three: ten tables with indexes and foreign keys)
        memory     what the process has above idle while it exports, imports and       against none
                   clones a workspace of --rows rows
        fleet      exports of one of --workspaces workspaces, of --rows rows            against few (one of 10)
        switch, provision and migrate on Citus                                          against single (one server)
        plot       switch for several numbers of workspaces, up to --most, as a picture
        """;

    private static readonly Dictionary<string, string[]> Rivals = new()
    {
        ["switch"] = ["plain", "textbook", One, Single, None],
        ["request"] = ["bare", "plain", "heard", "silent", "unheard", None],
        ["provision"] = ["raw", "textbook", One, Single, None],
        ["claim"] = ["cold", None],
        ["migrate"] = ["raw", "textbook", One, Single, None],
        ["noop"] = ["textbook", One, None],
        ["examine"] = [One, None],
        ["retain"] = [None],
        ["cutover"] = ["raw", None],
        ["purge"] = ["raw", None],
        ["export"] = ["raw", PortabilityScenario.Binary, None],
        ["import"] = ["raw", PortabilityScenario.Binary, None],
        ["clone"] = ["raw", None],
        ["memory"] = [None],
        ["fleet"] = [FleetScenario.Few, None],
    };

    /// <returns>The arguments, or null with the reason in <paramref name="problem"/>.</returns>
    public static Arguments? TryParse(string[] args, out string problem)
    {
        if (args.Length == 0 || !Rivals.TryGetValue(args[0], out var rivals))
        {
            problem = "Name a scenario first.";
            return null;
        }

        var values = new Dictionary<string, string>
        {
            ["--provider"] = "",
            ["--connection"] = "",
            ["--workspaces"] = "100",
            ["--parallel"] = "1",
            ["--against"] = None,
            ["--rounds"] = "3",
            ["--mode"] = "shared",
            ["--settle"] = "0",
            ["--rows"] = "100000",
            ["--contexts"] = "1",
            ["--tables"] = "2000",
        };
        for (var at = 1; at < args.Length; at += 2)
        {
            if (!values.ContainsKey(args[at]) || at + 1 == args.Length)
            {
                problem = $"'{args[at]}' is not an option, or has no value.";
                return null;
            }

            values[args[at]] = args[at + 1];
        }

        problem = values switch
        {
            _ when values["--provider"] is not ("sqlite" or "postgresql" or "sqlserver" or "citus") => "Name an engine with --provider.",
            _ when values["--against"] == Single && values["--provider"] != "citus" => "Only Citus is measured against a single server.",
            _ when values["--mode"] is not ("shared" or "per-workspace") => "--mode is shared or per-workspace.",
            _ when !rivals.Contains(values["--against"]) => $"'{args[0]}' is measured against {string.Join(", ", rivals)}.",
            _ when !new[] { "--workspaces", "--parallel", "--rounds", "--rows", "--tables" }.All(name => Number(name) > 0)
                => "Numbers are whole and start at 1.",
            _ when Number("--contexts") is < 1 or > Modules.MostContexts => $"--contexts goes from 1 to {Modules.MostContexts}.",
            _ when args[0] == "claim" && Number("--workspaces") > 1000 => "A host keeps at most 1000 spares.",
            _ when Number("--contexts") > 1 && args[0] != "claim" && !rivals.Contains(One) => $"'{args[0]}' has no --contexts.",
            _ when Number("--contexts") > 1 && values["--against"] is "raw" or "textbook"
                => $"Several contexts are measured against {One}, plain or {None}.",
            _ => "",
        };
        return problem.Length > 0
            ? null
            : new Arguments(
                args[0],
                values["--provider"],
                values["--connection"] is { Length: > 0 } connection ? connection : null,
                Number("--workspaces"),
                Number("--parallel"),
                values["--against"],
                Number("--rounds"),
                values["--mode"] == "shared" ? SchemaMode.SharedModel : SchemaMode.ModelPerWorkspace,
                TimeSpan.FromSeconds(Number("--settle")),
                Number("--rows"),
                Number("--contexts"),
                Number("--tables"));

        int Number(string name) => int.TryParse(values[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
