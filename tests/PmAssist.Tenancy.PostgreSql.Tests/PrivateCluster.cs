using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>
/// A PostgreSQL cluster of its own in a temporary directory, on loopback, made from the binaries on this machine and gone
/// with the process.
/// </summary>
public sealed class PrivateCluster : IAsyncDisposable
{
    private const string SuperUser = "pmassist";

    /// <summary>
    /// Without what protects the data of a server that crashes, and of a cluster that is thrown away costs time; and with its shared memory
    /// in its directory: a server that had to be killed leaves it behind elsewhere.
    /// </summary>
    private static readonly string[] WithoutSafety =
    [
        "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "wal_level=minimal", "-c", "max_wal_senders=0",
        "-c", "dynamic_shared_memory_type=mmap",
    ];

    private readonly string _directory;
    private readonly Process _server;

    private PrivateCluster(string directory, Process server, int port)
    {
        _directory = directory;
        _server = server;
        ConnectionString = $"Host=127.0.0.1;Port={port};Username={SuperUser};Database=postgres;Maximum Pool Size=60";
    }

    public string ConnectionString { get; }

    /// <summary>The directory of <c>initdb</c> and <c>postgres</c>; null if there are none.</summary>
    public static string? FindBinaries()
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var packaged = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin"))
            : [];
        return onPath.Concat(packaged)
            .FirstOrDefault(d => d.Length > 0 && File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")));
    }

    public static async Task<PrivateCluster> StartAsync(string binaries, bool fsync)
    {
        var directory = Directory.CreateTempSubdirectory("pmassist-pg-").FullName;
        var data = Path.Combine(directory, "data");
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "postgres", directory);
        }

        await RunAsync(
            [.. Unprivileged(), Path.Combine(binaries, "initdb"), "-D", data, "-U", SuperUser, "-A", "trust", "-E", "UTF8", "--no-locale",
                "--no-sync"]);
        var port = FreePort();
        string[] server =
        [
            .. Unprivileged(), Path.Combine(binaries, "postgres"), "-D", data, "-k", directory, "-p", $"{port}", "-c",
            "listen_addresses=127.0.0.1",
            "-c", $"fsync={(fsync ? "on" : "off")}", "-c", "max_connections=200", "-c", "log_min_messages=fatal", "-c",
            "log_min_error_statement=panic",
            .. fsync ? [] : WithoutSafety,
        ];
        var process = Start(server);
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var cluster = new PrivateCluster(directory, process, port);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Stop();
        await cluster.WaitAsync();
        return cluster;
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        return ValueTask.CompletedTask;
    }

    private static string[] Unprivileged() => Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--"] : [];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Start(params string[] command)
        => Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;

    private static async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} failed: {await output}{error}");
        }
    }

    private async Task WaitAsync()
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(ConnectionString);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync();
                return;
            }
            catch (Npgsql.NpgsqlException) when (attempt < 150 && !_server.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    private void Stop()
    {
        if (_server.HasExited)
        {
            return;
        }

        // runuser passes SIGTERM on; killing it alone would leave the server behind.
        using (var stop = Process.Start("kill", ["-TERM", $"{_server.Id}"]))
        {
            stop.WaitForExit();
        }

        if (!_server.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _server.Kill(entireProcessTree: true);
        }

        Directory.Delete(_directory, recursive: true);
    }
}
