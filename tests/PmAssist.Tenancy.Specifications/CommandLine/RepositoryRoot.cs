namespace PmAssist.Tenancy.Specifications.CommandLine;

/// <summary>The repository that the tests were built in.</summary>
public static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(directory.FullName, "PmAssist.Tenancy.sln")))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests do not run below the repository.");
        }

        return directory.FullName;
    }
}
