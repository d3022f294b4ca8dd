namespace PmAssist.Tenancy.Providers;

/// <summary>A statement that changes a schema.</summary>
/// <param name="Text">The SQL.</param>
/// <param name="IsGenerated">
/// Whether EF made it from an operation, so that its effects do not depend on the session; false for a migration's own
/// <c>Sql(…)</c>, which may hold anything.
/// </param>
/// <param name="OutsideTransaction">Whether it must run outside a transaction.</param>
public sealed record SchemaStatement(string Text, bool IsGenerated, bool OutsideTransaction = false)
{
    /// <summary>
    /// Whether it sets something for the session and leaves nothing in the database, so that there is no progress to keep when
    /// it was run outside a transaction. Default: false.
    /// </summary>
    public bool IsSessionSetting { get; init; }

    /// <summary>The migration that it belongs to; null for none. Default: null.</summary>
    public string? Migration { get; init; }
}
