using System.Runtime.CompilerServices;

namespace PmAssist.Tenancy.Internal;

/// <summary>Checks of arguments, made before anything is changed.</summary>
internal static class Ensure
{
    public static Guid NotEmpty(Guid id, [CallerArgumentExpression(nameof(id))] string? name = null)
        => id != Guid.Empty ? id : throw new ArgumentException("The id is empty.", name);

    public static string Text(string? text, int maxLength, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Invalid(name, $"The text is blank. Give one of 1 to {maxLength} characters.");
        }

        return AtMost(text, maxLength, name)!;
    }

    /// <summary>
    /// A text that may be left out with null, but is never blank: blank is most often an id that somebody failed to fill in.
    /// </summary>
    public static string? TextOrNull(string? text, int maxLength, [CallerArgumentExpression(nameof(text))] string? name = null)
        => text is null ? null : Text(text, maxLength, name);

    public static string? AtMost(string? text, int maxLength, [CallerArgumentExpression(nameof(text))] string? name = null)
        => text is null || text.Length <= maxLength
            ? Storable(text, name)
            : throw Invalid(name, $"The text has {text.Length} characters; at most {maxLength} are allowed.");

    /// <summary>
    /// Refuses what PostgreSQL cannot store, and what the other engines store but other programs cannot read, so that a text is accepted
    /// by all engines or by none.
    /// </summary>
    public static string? Storable(string? text, [CallerArgumentExpression(nameof(text))] string? name = null)
        => StoredText.ProblemOf(text) is { } problem ? throw Invalid(name, problem) : text;

    public static string? Json(string? json, [CallerArgumentExpression(nameof(json))] string? name = null)
        => StoredText.ProblemOf(json) is { } problem || (problem = StoredText.ProblemOfJson(json)) is not null
            ? throw Invalid(name, problem)
            : json;

    /// <summary>How many a page may have.</summary>
    public static void Take(int take)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 1000);
    }

    /// <summary>Names the field as a form or a request does: <c>request.Name</c> and <c>name</c> are both <c>Name</c>.</summary>
    private static InvalidInputException Invalid(string? expression, string problem)
    {
        var name = expression![(expression!.LastIndexOf('.') + 1)..];
        return new InvalidInputException(char.ToUpperInvariant(name[0]) + name[1..], problem);
    }
}
