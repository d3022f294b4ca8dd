using System.Diagnostics;

namespace PmAssist.Tenancy;

/// <summary>
/// A lock on a schema's name: a file that is open exclusively, which the operating system releases when the process dies.
/// The file is deleted when the lock is released, so there are never more of them than schemas being changed.
/// </summary>
/// <remarks>
/// On Unix, .NET deletes a file with <see cref="FileOptions.DeleteOnClose"/> before it releases the lock, and reopens the name
/// if the file it has just locked was deleted meanwhile. If that changed, a test would see two holders.
/// </remarks>
internal static class SqliteFileLock
{
    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION on Windows; EWOULDBLOCK of flock(2) on Linux and on macOS and BSD.
    private static readonly int[] HeldByAnother = [unchecked((int)0x80070020), unchecked((int)0x80070021), 11, 35];

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(15);

    // On Windows, a file that is being deleted cannot be opened for a moment.
    private static readonly TimeSpan DeletionTime = TimeSpan.FromSeconds(1);

    public static async Task<FileStream> AcquireAsync(SqliteFiles files, SchemaAccess access, CancellationToken cancellationToken)
    {
        var path = files.LockPathOf(access.Schema);
        CreateDirectory(files, path);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            Exception held;
            try
            {
                return new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            }
            catch (UnauthorizedAccessException exception)
                when (OperatingSystem.IsWindows() && Stopwatch.GetElapsedTime(started) < DeletionTime)
            {
                held = exception;
            }
            catch (IOException exception) when (HeldByAnother.Contains(exception.HResult))
            {
                held = exception;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw CannotWrite(files, exception);
            }

            if (Stopwatch.GetElapsedTime(started) > access.LockTimeout)
            {
                throw new SchemaLockedException(access.Schema, access.LockTimeout, held);
            }

            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void CreateDirectory(SqliteFiles files, string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(files, exception);
        }
    }

    private static WorkspaceMigrationException CannotWrite(SqliteFiles files, Exception exception)
        => new(
            $"The directory '{files.Directory}' is not writable: {exception.Message} Nothing was changed. "
            + "Give the process the right to write there, or name another directory in UseSqlite.",
            exception);
}
