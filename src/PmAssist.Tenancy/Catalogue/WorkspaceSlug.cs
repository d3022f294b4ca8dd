using System.Buffers;
using System.Globalization;
using System.Text;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>The rules of a workspace's slug, its unique name in addresses.</summary>
public static class WorkspaceSlug
{
    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>What is wrong with a slug that is not valid.</summary>
    public static string Rule { get; } = $"is not 1 to {Workspace.MaxSlugLength} of a-z, 0-9 and '-', with no '-' at the start";

    /// <summary>
    /// Whether a slug has 1 to 63 characters, all of them <c>a-z</c>, <c>0-9</c> or <c>-</c>, and does not begin with <c>-</c>, which a
    /// command line would read as an option.
    /// </summary>
    /// <param name="slug">The slug.</param>
    public static bool IsValid(string slug)
        => slug?.Length is > 0 and <= Workspace.MaxSlugLength && slug[0] != '-' && !slug.AsSpan().ContainsAnyExcept(Characters);

    internal static string Validated(string slug)
        => IsValid(slug) ? slug : throw new InvalidInputException("Slug", $"'{StoredText.Mended(slug, 100)}' {Rule}.");

    /// <summary>Makes a slug from a name: letters without their accents, everything else a hyphen.</summary>
    /// <param name="name">The workspace's name.</param>
    /// <param name="id">The workspace's id, which the slug is made from where the name has no letter or digit.</param>
    public static string FromName(string name, Guid id)
    {
        ArgumentNullException.ThrowIfNull(name);
        var letters = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                letters.Append(c);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark
                && letters is not { Length: 0 } && letters[^1] != '-')
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

    /// <summary>A slug followed by a number, for the second workspace with the same name; a long slug is cut to make room.</summary>
    /// <param name="slug">The slug.</param>
    /// <param name="number">The number.</param>
    public static string Numbered(string slug, int number)
    {
        ArgumentNullException.ThrowIfNull(slug);
        var suffix = string.Create(CultureInfo.InvariantCulture, $"-{number}");
        return slug[..Math.Min(slug.Length, Workspace.MaxSlugLength - suffix.Length)].TrimEnd('-') + suffix;
    }

    /// <summary>What all <see cref="Numbered"/> forms of a slug begin with, whatever the number.</summary>
    internal static string Stem(string slug)
    {
        var longestSuffix = string.Create(CultureInfo.InvariantCulture, $"-{int.MaxValue}").Length;
        return slug[..Math.Min(slug.Length, Workspace.MaxSlugLength - longestSuffix)].TrimEnd('-');
    }
}
