using System.Runtime.CompilerServices;

namespace PmAssist.Tenancy.Tests;

/// <summary>
/// Tests make thousands of files, wait for each to be on the disk, and throw them away. Where the machine keeps temporary files in memory
/// and has room for them, they are made there; a TMPDIR that is set says something else.
/// </summary>
internal static class TemporaryFiles
{
    private const string InMemory = "/dev/shm";
    private const long Room = 4L << 30;

    [ModuleInitializer]
    public static void Choose()
    {
        if (Environment.GetEnvironmentVariable("TMPDIR") is null && Directory.Exists(InMemory)
            && new DriveInfo(InMemory).AvailableFreeSpace > Room)
        {
            Environment.SetEnvironmentVariable("TMPDIR", InMemory);
        }
    }
}
