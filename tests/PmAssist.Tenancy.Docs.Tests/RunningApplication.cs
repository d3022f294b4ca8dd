using System.Diagnostics;

namespace PmAssist.Tenancy.Docs.Tests;

/// <summary>A web application of docs, built beside these tests and running in a process of its own.</summary>
internal sealed class RunningApplication : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private readonly Process _process;

    private RunningApplication(Process process, HttpClient client) => (_process, Client) = (process, client);

    public HttpClient Client { get; }

    /// <summary>Starts a project's program in a directory, for development, and waits until it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended before that; the message has what it wrote.</exception>
    public static async Task<RunningApplication> StartAsync(string project, string directory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [ProgramOf(project), "--urls", "http://127.0.0.1:0", "--environment", "Development"])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var written = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            written.Add(line);
            if (line.Split(Listening) is [_, var address])
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new RunningApplication(process, new HttpClient { BaseAddress = new Uri(address) });
            }
        }

        await process.WaitForExitAsync(cancellationToken);
        throw new InvalidOperationException($"{project} ended with {process.ExitCode}: {string.Join('\n', written)} {await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>In the configuration and for the framework that these tests were built with.</summary>
    private static string ProgramOf(string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(
            Repository.Root,
            Path.GetDirectoryName(project)!,
            "bin",
            output.Parent!.Name,
            output.Name,
            Path.GetFileNameWithoutExtension(project) + ".dll");
    }
}
