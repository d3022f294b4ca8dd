using System.Reflection;

namespace PmAssist.Tenancy.Docs.Tests;

/// <summary>The files of the repository that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", "TestResults", ".git"];

    public static string Root { get; } = Path.GetFullPath(
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!);

    /// <summary>Every Markdown file, by its path from the root.</summary>
    public static IReadOnlyList<string> MarkdownFiles { get; } = [.. Find(Root, "*.md").Order(StringComparer.Ordinal)];

    /// <summary>The pages whose C# is compiled: README.md and docs/*.md.</summary>
    public static IReadOnlyList<string> Pages { get; } =
        [.. MarkdownFiles.Where(f => f == "README.md" || (f.StartsWith("docs/", StringComparison.Ordinal) && f.Count(c => c == '/') == 1))];

    public static IReadOnlyList<string> SnippetFiles { get; } =
        [.. Find(Path.Combine(Root, "docs", "Snippets"), "*.cs"), .. Find(Path.Combine(Root, "docs", "Web"), "*.cs")];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file)).ReplaceLineEndings("\n");

    /// <summary>The files below a directory that match, by their path from the root.</summary>
    public static IEnumerable<string> Find(string directory, string pattern)
        => Directory.EnumerateFiles(directory, pattern)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Concat(Directory.EnumerateDirectories(directory)
                .Where(d => !NotOurs.Contains(Path.GetFileName(d)))
                .SelectMany(d => Find(d, pattern)));
}
