using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PmAssist.Tenancy.Internal;

internal static partial class Slugs
{
    /// <summary>What is wrong with a slug that is not valid.</summary>
    public static readonly string Rule = $"is not 1 to {Workspace.MaxSlugLength} of a-z, 0-9 and '-'";

    public static bool IsValid(string slug) => slug.Length <= Workspace.MaxSlugLength && Pattern().IsMatch(slug);

    public static string Validated(string slug)
        => IsValid(slug) ? slug : throw new ArgumentException($"The slug '{StoredText.Mended(slug, 100)}' {Rule}.", nameof(slug));

    /// <summary>A slug from a name: letters without their accents, everything else a hyphen.</summary>
    public static string FromName(string name, Guid id)
    {
        var letters = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                letters.Append(c);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && letters is not { Length: 0 } && letters[^1] != '-')
            {
                letters.Append('-');
            }
        }

        var slug = letters.ToString().Trim('-');
        return slug.Length switch
        {
            0 => $"workspace-{id:N}"[..18],
            > Workspace.MaxSlugLength => slug[..Workspace.MaxSlugLength].TrimEnd('-'),
            _ => slug,
        };
    }

    /// <summary>The slug with a number behind it, for the second of the same name; a long one is cut to make room.</summary>
    public static string Numbered(string slug, int number)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $"-{number}");
        return slug[..Math.Min(slug.Length, Workspace.MaxSlugLength - suffix.Length)].TrimEnd('-') + suffix;
    }

    /// <summary>What all <see cref="Numbered"/> forms of a slug begin with, whatever the number.</summary>
    public static string Stem(string slug)
    {
        var longestSuffix = string.Create(CultureInfo.InvariantCulture, $"-{int.MaxValue}").Length;
        return slug[..Math.Min(slug.Length, Workspace.MaxSlugLength - longestSuffix)].TrimEnd('-');
    }

    [GeneratedRegex(@"^[a-z0-9-]+\z")]
    private static partial Regex Pattern();
}
