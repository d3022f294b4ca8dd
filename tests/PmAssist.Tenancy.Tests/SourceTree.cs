namespace PmAssist.Tenancy.Tests;

/// <summary>The source files that the tests were built from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>The files of a folder with a certain ending, but for what a build leaves there.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
        => Directory.GetFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !f[Root.Length..].Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    /// <summary>
    /// Whether <c>dotnet ef</c> writes the files of its folder: an engine's migrations and snapshots, in its package or in a host with
    /// several engines.
    /// </summary>
    public static bool IsGenerated(string file)
        => file[Root.Length..].Split(Path.DirectorySeparatorChar) is [.., var above, var folder, _]
            && (folder == "Migrations" && IsEngine(above) || above == "Migrations" && IsEngine(folder));

    private static bool IsEngine(string folder)
        => folder[(folder.LastIndexOf('.') + 1)..] is "SqlServer" or "PostgreSql" or "Sqlite";

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
