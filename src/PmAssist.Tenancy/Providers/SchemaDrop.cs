namespace PmAssist.Tenancy.Providers;

/// <summary>What <see cref="SchemaSession.DropAsync"/> dropped.</summary>
/// <param name="isComplete">See <see cref="IsComplete"/>.</param>
/// <param name="dependents">What was dropped outside the schema, in the engine's own words.</param>
public sealed class SchemaDrop(bool isComplete, params IReadOnlyList<string> dependents)
{
    /// <summary>Whether the schema is gone; false if more has to be dropped, each part in a session of its own.</summary>
    public bool IsComplete => isComplete;

    internal IReadOnlyList<string> Dependents => dependents;
}
