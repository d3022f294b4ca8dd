using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PmAssist.Tenancy.CommandLine.Tests;

/// <summary>The one line in a host's program.</summary>
public sealed class HostTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("pmassist-commandline-").FullName;
    private readonly TextWriter _output = Console.Out;
    private readonly StringWriter _said = new();

    public HostTests() => Console.SetOut(_said);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Console.SetOut(_output);
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_verb_runs_without_starting_the_host_and_the_hosts_log_stays_out_of_the_answer()
    {
        (await Build(out var first).RunTenancyAsync(["migrations", "run"], cancellationToken: Token)).Should().Be(0);
        (await Build(out var second).RunTenancyAsync(["workspaces", "create", "Contoso", "--owner", "ada"], cancellationToken: Token))
            .Should().Be(0);
        _said.GetStringBuilder().Clear();
        (await Build(out var third).RunTenancyAsync(["--environment=Development", "workspaces", "list"], cancellationToken: Token))
            .Should().Be(0);

        _said.ToString().Should().StartWith("slug ").And.Contain("contoso").And.NotContain("info:");
        new[] { first, second, third }.Should().OnlyContain(probe => !probe.WasStarted && probe.WasDisposed);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_written_is_told_and_is_not_all_that_was_asked_for()
    {
        using var host = Build(out _);
        var error = new StringWriter();

        (await RunAsync(_said, "migrations", "run")).Should().Be(0);
        (await RunAsync(new FullDisk(), "migrations", "status")).Should().Be(4);

        error.ToString().Should().Contain(
            "'migrations status' has ended with the exit code 0, but the answer could not be written: No space left on device");
        (await RunAsync(new FullDisk(), "workspaces", "show", "nobody", "--json")).Should().Be(1);

        Task<int> RunAsync(TextWriter output, params string[] args)
            => new CommandLineRun(host.Services, new Terminal { Out = output, Error = error }).RunAsync(args, Token);
    }

    [Fact]
    public async Task A_program_that_is_no_word_gets_no_completion()
    {
        (await Build(out _).RunTenancyAsync(["completion", "bash", "--program", "a; b"], cancellationToken: Token)).Should().Be(2);
        (await Build(out _).RunTenancyAsync(["completion", "bash", "--program", "./bin/my-shop_2"], cancellationToken: Token))
            .Should().Be(0);
        _said.ToString().Should().Contain("complete -F ___bin_my_shop_2 ./bin/my-shop_2");
    }

    [Fact]
    public async Task Without_a_verb_the_host_runs()
    {
        (await Build(out var probe).RunTenancyAsync(["--environment=Development"], cancellationToken: Token)).Should().Be(0);
        probe.Should().Match<Probe>(p => p.WasStarted && p.WasDisposed);
    }

    [Fact]
    public async Task Without_a_verb_what_the_program_has_instead_runs()
    {
        (await Build(out var probe).RunTenancyAsync([], _ => Task.FromResult(7), Token)).Should().Be(7);
        probe.Should().Match<Probe>(p => !p.WasStarted && p.WasDisposed);
    }

    [Fact]
    public async Task A_host_without_a_cutover_has_no_verbs_of_it()
    {
        (await Build(out _).RunTenancyAsync(["--help"], cancellationToken: Token)).Should().Be(0);
        _said.ToString().Should().Contain("migrations").And.NotContain("cutover");
    }

    [Fact]
    public async Task A_shell_gets_suggestions()
    {
        (await Build(out _).RunTenancyAsync(["[suggest:14]", "workspaces sus"], cancellationToken: Token)).Should().Be(0);
        _said.ToString().Trim().Should().Be("suspend");
    }

    [Fact]
    public async Task A_shell_gets_slugs_where_a_workspace_may_stand()
    {
        (await SuggestedAsync("workspaces suspend con")).Should().BeEmpty("there is no database yet");
        await Build(out _).RunTenancyAsync(["migrations", "run"], cancellationToken: Token);
        foreach (var name in (string[])["Contoso", "Contra", "Fabrikam"])
        {
            await Build(out _).RunTenancyAsync(["workspaces", "create", name, "--owner", "ada"], cancellationToken: Token);
        }

        (await SuggestedAsync("workspaces suspend con")).Should().Equal("contoso", "contra");
        (await SuggestedAsync("workspaces members add ")).Should().Contain(["contoso", "contra", "fabrikam"]);
        (await SuggestedAsync("audit fab")).Should().Equal("fabrikam");
        (await SuggestedAsync("workspaces create con")).Should().BeEmpty();
    }

    private async Task<string[]> SuggestedAsync(string line)
    {
        _said.GetStringBuilder().Clear();
        (await Build(out _, new ManualClock()).RunTenancyAsync([$"[suggest:{line.Length}]", line], cancellationToken: Token))
            .Should().Be(0);
        return _said.ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    private IHost Build(out Probe probe, TimeProvider? clock = null)
    {
        var builder = Host.CreateApplicationBuilder([]);
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddPmAssistTenancy(tenancy => tenancy.UseSqlite(_directory));
        builder.Services.AddSingleton<Probe>().AddHostedService(services => services.GetRequiredService<Probe>());
        var host = builder.Build();
        probe = host.Services.GetRequiredService<Probe>();
        return host;
    }

    /// <summary>Stops the host as soon as it runs.</summary>
    private sealed class Probe(IHostApplicationLifetime lifetime) : IHostedService, IDisposable
    {
        public bool WasStarted { get; private set; }

        public bool WasDisposed { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            WasStarted = true;
            lifetime.ApplicationStarted.Register(lifetime.StopApplication);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => WasDisposed = true;
    }
}
