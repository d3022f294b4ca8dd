using System.Diagnostics;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Runs a database's own command line.</summary>
public static class CommandLineTool
{
    /// <summary>Runs a tool in a directory with a text as its input.</summary>
    /// <exception cref="InvalidOperationException">It ended with an error.</exception>
    public static async Task RunAsync(string directory, string input, string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool} ended with {process.ExitCode}: {await errors} {await output}");
        }
    }
}
