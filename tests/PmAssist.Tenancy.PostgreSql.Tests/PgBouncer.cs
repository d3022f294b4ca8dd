using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>
/// A PgBouncer of its own, in transaction mode unless told otherwise, before the tests' server, on loopback and gone with the
/// process. There are fewer server connections than clients, so that one client's transactions run in different processes.
/// </summary>
public sealed class PgBouncer(PostgreSqlServer server) : ITestServer, IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin"];

    private Process? _process;
    private string? _directory;

    /// <summary>PgBouncer's <c>pool_mode</c>.</summary>
    public string Mode { get; init; } = "transaction";

    public string Engine => "pgbouncer";

    public string Description => $"PgBouncer in {Mode} mode, before {server.Description}";

    public string? MissingReason { get; private set; } = server.MissingReason;

    /// <summary>Leads through the pooler.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Leads to the server itself.</summary>
    public string DirectConnectionString => server.ConnectionString;

    public ITestDatabase CreateDatabase() => new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(ConnectionString));

    public ITestDatabase CreateDatabase(Action<TenancyBuilder> use) => new PostgreSqlDatabase(server, use);

    public async ValueTask InitializeAsync()
    {
        if (MissingReason is not null)
        {
            return;
        }

        var program = Places.Select(place => Path.Combine(place, "pgbouncer")).FirstOrDefault(File.Exists);
        if (program is null)
        {
            MissingReason = "there is no PgBouncer: no pgbouncer is on this machine.";
            return;
        }

        var port = FreePort();
        _directory = Directory.CreateTempSubdirectory("pmassist-pgbouncer-").FullName;
        var settings = Path.Combine(_directory, "pgbouncer.ini");
        await File.WriteAllTextAsync(settings, Settings(new NpgsqlConnectionStringBuilder(server.ConnectionString), port));
        string[] command = [program, "-q", settings];
        if (Environment.UserName == "root")
        {
            // It refuses to run as root.
            using var own = Process.Start("chown", ["-R", "postgres", _directory]);
            await own.WaitForExitAsync();
            command = ["runuser", "-u", "postgres", "--", .. command];
        }

        _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, WorkingDirectory = "/" })!;
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "anybody",
            Database = "pooled",
            NoResetOnClose = true,
            MaxPoolSize = 60,
        }.ConnectionString;
        await WaitAsync();
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        return ValueTask.CompletedTask;
    }

    private string Settings(NpgsqlConnectionStringBuilder server, int port)
        => $"""
            [databases]
            pooled = host={server.Host} port={server.Port} dbname={server.Database} user={server.Username} {(server.Password is { } password ? $"password='{password}'" : "")}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = {Mode}
            default_pool_size = 12
            max_client_conn = 400
            ignore_startup_parameters = extra_float_digits
            """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (attempt < 100 && !_process!.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    private void Stop()
    {
        if (_process is not { HasExited: false })
        {
            return;
        }

        // runuser passes SIGTERM on; killing it alone would leave the pooler behind.
        using (var stop = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            stop.WaitForExit();
        }

        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _process.Kill(entireProcessTree: true);
        }

        Directory.Delete(_directory!, recursive: true);
    }
}
