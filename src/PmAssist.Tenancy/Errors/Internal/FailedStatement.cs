namespace PmAssist.Tenancy.Internal;

/// <summary>The statement that a schema change failed in, as people know it.</summary>
/// <param name="Text">Its SQL.</param>
internal sealed record FailedStatement(string Text)
{
    /// <summary>How much of the SQL a message shows; the error has all of it.</summary>
    private const int MaxShown = 300;

    private const int MaxNoted = 2000;

    /// <inheritdoc cref="WorkspaceMigrationException.Context"/>
    public string? Context { get; init; }

    /// <inheritdoc cref="WorkspaceMigrationException.Migration"/>
    public string? Migration { get; init; }

    /// <summary>What failed, and why.</summary>
    /// <param name="cause">The cause, without the period at its end.</param>
    public string Explain(string cause)
    {
        var line = string.Join(' ', Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var shown = line.Length <= MaxShown ? line : StoredText.Mended(line, MaxShown) + " …";
        var what = Migration is null ? "A statement" : Migration.Contains('/', StringComparison.Ordinal) ? $"The migration {Migration}"
            : $"The migration {Migration} of {Context}";
        return $"{what} failed: {cause}. The statement: {shown}";
    }

    /// <summary>What the audit log says of it.</summary>
    public IEnumerable<(string Key, string? Value)> Details()
        => [("context", Context), ("migration", Migration), ("statement", StoredText.Mended(Text, MaxNoted))];
}
