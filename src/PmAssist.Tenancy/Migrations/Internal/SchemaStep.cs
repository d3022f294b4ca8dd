namespace PmAssist.Tenancy.Internal;

/// <summary>A statement on the way through a migration.</summary>
internal sealed record SchemaStep(SchemaStatement Statement)
{
    /// <summary>The row that the statement adds to the schema's history; null if it adds none.</summary>
    public string? Adds { get; init; }

    /// <summary>The row that the statement takes from the schema's history; null if it takes none.</summary>
    public string? Removes { get; init; }

    public bool ChangesHistory => (Adds ?? Removes) is not null;
}
