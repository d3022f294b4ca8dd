using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A cutover keeps things in its sessions, which a pooler in transaction mode shares among all.</summary>
public sealed class CutoverPoolerTests(PostgreSqlServer server) : Specification(server)
{
    private const string Pooler = "/usr/sbin/pgbouncer";

    [Fact]
    public async Task A_cutover_through_a_pooler_in_transaction_mode_is_refused_before_it_begins()
    {
        await using var world = await CutoverWorld.StartAsync(Server.CreateDatabase(), new(Workspaces: 2, Rows: 100));
        var before = await world.DumpAsync();
        await using var pooler = await StartAsync("transaction");
        await using var host = Through(world, pooler.ConnectionString);

        foreach (var step in new Func<Task>[]
        {
            () => Of(host).PlanAsync(world.Description, Token),
            () => Of(host).RunAsync(world.Description, world.Options, cancellationToken: Token),
        })
        {
            (await step.Should().ThrowAsync<CutoverException>()).Which.Message.Should().Contain("schemaChangeConnectionString");
        }

        CutoverWorld.AssertSame(await world.DumpAsync(), before, "nothing was begun");
    }

    [Fact]
    public async Task A_pooler_in_session_mode_and_a_login_for_schema_changes_beside_a_pooler_are_no_hindrance()
    {
        await using var world = await CutoverWorld.StartAsync(Server.CreateDatabase(), new(Workspaces: 2, Rows: 100));
        await using var sessions = await StartAsync("session");
        await using var transactions = await StartAsync("transaction");
        await using var host = Through(world, sessions.ConnectionString);
        await using var beside = Through(world, transactions.ConnectionString, server.ConnectionString);

        (await Of(host).PlanAsync(world.Description, Token)).Problems.Should().BeEmpty();
        (await Of(beside).RunAsync(world.Description, world.Options, cancellationToken: Token)).Failures.Should().BeEmpty();
        await world.AssertCarriedAsync("beside a pooler");
    }

    private static ServiceProvider Through(CutoverWorld world, string connectionString, string? schemaChanges = null)
        => new ServiceCollection()
            .AddPmAssistTenancy<CutoverDbContext>(tenancy => tenancy
                .UseNpgsql(connectionString, schemaChangeConnectionString: schemaChanges)
                .Configure(options => options.MasterSchema = world.Host.Database.MasterSchema))
            .AddWorkspaceCutover(cutover => cutover.UseNpgsql())
            .BuildServiceProvider();

    private static IWorkspaceCutover Of(ServiceProvider host) => host.GetRequiredService<IWorkspaceCutover>();

    private async Task<RunningPooler> StartAsync(string mode)
    {
        Assert.SkipUnless(File.Exists(Pooler), "There is no PgBouncer on this machine.");
        var target = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        var directory = Directory.CreateTempSubdirectory("pmassist-pooler-").FullName;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await File.WriteAllTextAsync(
            Path.Combine(directory, "users.txt"), $"\"{target.Username}\" \"{target.Password}\"\n", Token);
        var settings = Path.Combine(directory, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            settings,
            $"""
            [databases]
            * = host={target.Host} port={target.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            auth_file = {Path.Combine(directory, "users.txt")}
            pool_mode = {mode}
            default_pool_size = 20
            ignore_startup_parameters = extra_float_digits
            """.Replace("* =", $"{target.Database} = user={target.Username}"),
            Token);
        string[] command = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", Pooler, "-q", settings] : [Pooler, "-q", settings];
        if (Environment.UserName == "root")
        {
            using var change = Process.Start("chown", ["-R", "postgres", directory]);
            await change.WaitForExitAsync(Token);
        }

        var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var pooler = new RunningPooler(
            process,
            directory,
            new NpgsqlConnectionStringBuilder(server.ConnectionString) { Host = "127.0.0.1", Port = port, NoResetOnClose = true, ConnectionLifetime = 1 }.ToString());
        await pooler.WaitAsync(Token);
        return pooler;
    }

    private sealed class RunningPooler(Process process, string directory, string connectionString) : IAsyncDisposable
    {
        public string ConnectionString => connectionString;

        public async Task WaitAsync(CancellationToken cancellationToken)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await using var connection = new NpgsqlConnection(connectionString);
                    await connection.OpenAsync(cancellationToken);
                    return;
                }
                catch (NpgsqlException) when (attempt < 100 && !process.HasExited)
                {
                    await Task.Delay(50, cancellationToken);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            NpgsqlConnection.ClearPool(new NpgsqlConnection(connectionString));
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
            Directory.Delete(directory, recursive: true);
        }
    }
}
