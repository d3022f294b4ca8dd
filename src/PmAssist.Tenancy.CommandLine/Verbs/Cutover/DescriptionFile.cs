using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>The file that describes a source database.</summary>
internal static class DescriptionFile
{
    public static Argument<string> Argument() => new("description") { Description = "The JSON file that 'cutover discover' began." };

    /// <exception cref="UsageException">There is no such file.</exception>
    public static async Task<CutoverDescription> ReadAsync(string path, CancellationToken cancellationToken)
        => File.Exists(path)
            ? CutoverDescription.FromJson(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false))
            : throw new UsageException($"There is no file '{path}'. 'cutover discover > {path}' begins one.");
}
