namespace PmAssist.Tenancy;

/// <summary>A command of a context that is bound to one workspace names another workspace's schema.</summary>
/// <remarks>A guard against mistakes, not against hostile SQL: that takes database roles.</remarks>
public sealed class CrossWorkspaceAccessException : TenancyException
{
    private CrossWorkspaceAccessException(string message, string boundSchema, string? namedSchema)
        : base(message)
        => (BoundSchema, NamedSchema) = (boundSchema, namedSchema);

    internal CrossWorkspaceAccessException(string boundSchema, string namedSchema)
        : this(
            $"The context is bound to {boundSchema}, but its command names {namedSchema}, so it was not sent. "
            + "Write WorkspaceSchema.TemplateName in raw SQL, and pass values as parameters, which are not examined.",
            boundSchema,
            namedSchema)
    {
    }

    /// <summary>The schema of the workspace that the context is bound to.</summary>
    public string BoundSchema { get; }

    /// <summary>The other schema; null if it is written with an escape.</summary>
    public string? NamedSchema { get; }

    internal static CrossWorkspaceAccessException ForEscape(string boundSchema)
        => new(
            $"The context is bound to {boundSchema}, but its command writes a workspace's schema with an escape in place of a letter, "
            + "so it may name another workspace and was not sent. Write WorkspaceSchema.TemplateName without escapes.",
            boundSchema,
            namedSchema: null);

    internal static CrossWorkspaceAccessException ForEntity(Type entityType, string boundSchema, string otherSchema)
        => new(
            $"The {entityType.Name} is tracked by a context of {otherSchema} and cannot be attached to a context of {boundSchema}, "
            + "where it would overwrite the row with the same key. To change that row, read it there; to copy it, Add a new object "
            + "with its values.",
            boundSchema,
            otherSchema);
}
