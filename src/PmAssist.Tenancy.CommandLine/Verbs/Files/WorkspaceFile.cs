using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>The file of a workspace, and the key that it is signed with.</summary>
internal static class WorkspaceFile
{
    public static Argument<string> Argument() => new("file") { Description = "A file that 'workspaces export' wrote." };

    public static Option<string?> Key() => new("--key-file")
    {
        Description = "A file with the key that signs: 16 bytes or more.",
        HelpName = "file",
    };

    public static Option<bool> RoundTimes() => new("--round-times")
    {
        Description = "Times that this database cannot hold become the nearest that it can.",
    };

    /// <exception cref="UsageException">There is no such file.</exception>
    public static FileStream Open(string path)
    {
        Require(path);
        return File.OpenRead(path);
    }

    /// <exception cref="UsageException">There is no such file.</exception>
    public static void Require(string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"There is no file '{path}'.");
        }
    }

    /// <exception cref="UsageException">There is a file of this name already, or it is no name.</exception>
    public static void RequireNone(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new UsageException("The file's name is blank.");
        }

        if (File.Exists(path))
        {
            throw new UsageException($"There is a file '{path}' already. Choose another name, or delete it.");
        }
    }

    /// <exception cref="UsageException">There is no such file.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadKeyAsync(VerbRun run, Option<string?> key, CancellationToken cancellationToken)
    {
        if (run.Value(key) is not { } path)
        {
            // Not the null of an array, which would be a key of no bytes.
            return null;
        }

        Require(path);
        return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a new file under another name until it is complete; what fails leaves none.</summary>
    /// <exception cref="UsageException">There is a file of this name already.</exception>
    public static async Task<T> WriteAsync<T>(string path, Func<Stream, Task<T>> write)
    {
        RequireNone(path);

        // One that another process is writing cannot be opened, and stays.
        var unfinished = path + ".unfinished";
        var stream = File.Create(unfinished);
        try
        {
            T result;
            await using (stream.ConfigureAwait(false))
            {
                result = await write(stream).ConfigureAwait(false);
            }

            File.Move(unfinished, path);
            return result;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Shows rows as they are copied.</summary>
    public static IProgress<PortabilityProgress> Of(ProgressLine line)
        => new Receiver(p => line.Report(
            (int)Math.Min(p.Rows, int.MaxValue),
            failed: 0,
            p.TotalRows is { } total ? (int)Math.Clamp(total - p.Rows, 0, int.MaxValue) : null,
            p.Remaining));

    private sealed class Receiver(Action<PortabilityProgress> receive) : IProgress<PortabilityProgress>
    {
        public void Report(PortabilityProgress value) => receive(value);
    }
}
