using System.Diagnostics;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>
/// A copy of samples/Quickstart at the same depth, so that its references and the repository's settings hold, to run
/// <c>dotnet ef</c> in: with no <c>--context</c>, and no design-time factory in it.
/// </summary>
public sealed class QuickstartCopy : IDisposable
{
    // The tests' own configuration, whose product assemblies are built already.
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private QuickstartCopy(string directory) => Directory = directory;

    public string Directory { get; }

    public static async Task<QuickstartCopy> CreateAsync(CancellationToken cancellationToken)
    {
        var root = RepositoryRoot();
        var copy = new QuickstartCopy(Path.Combine(root, "artifacts", $"ef-{Guid.NewGuid():N}"));
        var source = Path.Combine(root, "samples", "Quickstart");
        foreach (var file in System.IO.Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(source, file);
            if (Path.GetExtension(file) is ".cs" or ".csproj" && relative.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
            {
                var target = Path.Combine(copy.Directory, relative);
                System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }

        (await copy.RunAsync(["tool", "restore"], cancellationToken)).ExitCode.Should().Be(0);
        return copy;
    }

    public string PathOf(params string[] parts) => Path.Combine([Directory, .. parts]);

    public async Task BuildAsync(CancellationToken cancellationToken)
    {
        var (exitCode, output) = await RunAsync(["build", "-v", "quiet", "-nologo", "-c", Configuration], cancellationToken);
        exitCode.Should().Be(0, "the output is {0}", output);
    }

    /// <summary>Runs <c>dotnet ef</c> on what was built last.</summary>
    /// <param name="command">The verb and its options.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="hostArguments">What stands behind <c>--</c>.</param>
    public Task<(int ExitCode, string Output)> EfAsync(string command, CancellationToken cancellationToken, params string[] hostArguments)
        => RunAsync(
            ["ef", .. command.Split(' '), "--no-build", "--configuration", Configuration,
                .. hostArguments.Length > 0 ? ["--", .. hostArguments] : Array.Empty<string>()],
            cancellationToken);

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private async Task<(int ExitCode, string Output)> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // A build server that outlives the call would keep its output open.
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["UseSharedCompilation"] = "false", ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
        })!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output + await errors);
    }

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "PmAssist.Tenancy.sln")))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests do not run below the repository.");
        }

        return directory.FullName;
    }
}
