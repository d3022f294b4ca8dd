namespace PmAssist.Tenancy.Tests;

/// <summary>The source files that the tests were built from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "PmAssist.Tenancy.sln")))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests do not run below the repository.");
        }

        return directory.FullName;
    }
}
