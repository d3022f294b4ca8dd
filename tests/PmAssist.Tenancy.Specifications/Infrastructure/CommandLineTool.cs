using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Runs a database's own command line.</summary>
public static class CommandLineTool
{
    /// <summary>Runs a tool in a directory with a text as its input. Skips the test where the tool is missing.</summary>
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
        using var process = Start(start);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool} ended with {process.ExitCode}: {await errors} {await output}");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{start.FileName} is not on this machine.");
            throw;
        }
    }
}
