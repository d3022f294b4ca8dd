namespace PmAssist.Tenancy;

/// <summary>Something outside a workspace's schema depends on it, so the schema was not dropped.</summary>
public sealed class WorkspaceDependentsException : TenancyException
{
    /// <summary>Creates the error that a provider throws before it drops anything.</summary>
    /// <param name="schema">The name of the schema.</param>
    /// <param name="dependents">What depends on it, in the engine's own words.</param>
    public WorkspaceDependentsException(string schema, IReadOnlyList<string> dependents)
        : base(
            $"The schema {schema} was not dropped, because objects outside it depend on it: {string.Join("; ", dependents ?? [])}. "
            + "Drop or change them and call PurgeAsync again, or call it with dropDependents, which drops them with the schema.")
        => (Schema, Dependents) = (schema, dependents ?? []);

    /// <summary>The name of the schema.</summary>
    public string Schema { get; }

    /// <summary>What depends on the schema from outside, in the engine's own words, for example <c>view public.report</c>.</summary>
    public IReadOnlyList<string> Dependents { get; }
}
