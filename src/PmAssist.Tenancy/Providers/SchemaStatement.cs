namespace PmAssist.Tenancy.Providers;

/// <summary>A statement that changes a schema. Equal only to itself.</summary>
/// <param name="text">See <see cref="Text"/>.</param>
/// <param name="isGenerated">See <see cref="IsGenerated"/>.</param>
/// <param name="outsideTransaction">See <see cref="OutsideTransaction"/>.</param>
/// <param name="isSessionSetting">See <see cref="IsSessionSetting"/>.</param>
public sealed class SchemaStatement(string text, bool isGenerated, bool outsideTransaction = false, bool isSessionSetting = false)
{
    /// <summary>The SQL.</summary>
    public string Text => text;

    /// <summary>
    /// Whether EF made it from an operation, so that its effects do not depend on the session; false for a migration's own
    /// <c>Sql(…)</c>, which may hold anything.
    /// </summary>
    public bool IsGenerated => isGenerated;

    /// <summary>Whether it must run outside a transaction. Default: false.</summary>
    public bool OutsideTransaction => outsideTransaction;

    /// <summary>
    /// Whether it sets something for the session and leaves nothing in the database, so that there is no progress to keep when
    /// it was run outside a transaction. Default: false.
    /// </summary>
    public bool IsSessionSetting => isSessionSetting;

    /// <summary>The migration that it belongs to; null for none.</summary>
    public string? Migration { get; internal init; }

    /// <summary>The same statement with another text.</summary>
    /// <param name="otherText">The text.</param>
    public SchemaStatement With(string otherText)
        => new(otherText, isGenerated, outsideTransaction, isSessionSetting) { Migration = Migration };

    /// <summary>The same statement, to be run outside a transaction.</summary>
    internal SchemaStatement Outside() => new(text, isGenerated, outsideTransaction: true, isSessionSetting) { Migration = Migration };
}
