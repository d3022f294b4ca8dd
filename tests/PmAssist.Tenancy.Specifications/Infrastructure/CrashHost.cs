using System.Diagnostics;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A real process that works on a test's database and is killed: the program of PmAssist.Tenancy.CrashHost.</summary>
public sealed class CrashHost : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private CrashHost(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The workspaces that it creates.</summary>
    public IReadOnlyList<Guid> Ids { get; private set; } = [];

    /// <summary>Starts it and waits until it is ready and its ids are known.</summary>
    public static Task<CrashHost> StartAsync(
        string verb, string engine, string place, string masterSchema, int count, CancellationToken cancellationToken)
        => StartAsync([verb, engine, place, masterSchema, $"{count}"], cancellationToken);

    /// <summary>Starts it with any arguments and waits until it is ready.</summary>
    public static async Task<CrashHost> StartAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "PmAssist.Tenancy.CrashHost.dll");
        var host = new CrashHost(Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
        var lines = await host.ReadToAsync("ready", cancellationToken);
        host.Ids = [.. lines.Select(Guid.Parse)];
        return host;
    }

    /// <summary>Reads its output up to a line.</summary>
    public async Task<IReadOnlyList<string>> ReadToAsync(string expected, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == expected)
            {
                return lines;
            }

            lines.Add(line);
        }

        throw new InvalidOperationException($"The process ended before it said '{expected}': {await _errors}");
    }

    /// <summary>Whether it said something before it ended.</summary>
    public async Task<bool> HasSaidAsync(string expected, CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == expected)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets it begin what waits for a line.</summary>
    public Task GoAsync(string line = "") => _process.StandardInput.WriteLineAsync(line);

    /// <summary>Ends it as the system does when memory runs out: SIGKILL, which no handler sees.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
