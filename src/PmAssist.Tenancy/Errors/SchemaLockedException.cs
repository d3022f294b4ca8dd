namespace PmAssist.Tenancy;

/// <summary>
/// Another process is changing the schema, or uses tables that are to be dropped, and the lock was not acquired in time. Nothing was
/// changed.
/// </summary>
public sealed class SchemaLockedException : TenancyException
{
    /// <summary>Creates the error that a provider throws when a schema's lock was not acquired in time.</summary>
    /// <param name="schema">The name of the schema that is locked.</param>
    /// <param name="timeout">How long the caller waited for the lock.</param>
    /// <param name="innerException">The engine's error; null if it has none.</param>
    public SchemaLockedException(string schema, TimeSpan timeout, Exception? innerException)
        : base(
            $"Another process has been changing the schema {schema} for longer than {timeout}. Nothing was changed; "
            + "try again later, or raise TenancyOptions.LockTimeout.",
            innerException)
        => (Schema, Timeout) = (schema, timeout);

    /// <summary>Creates the error that a provider throws when tables that are to be dropped were in use for too long.</summary>
    /// <param name="schema">The name of the schema.</param>
    /// <param name="timeout">How long the caller waited.</param>
    /// <param name="users">
    /// Who uses them, such as <c>process 4711 (reports, idle in transaction)</c>; empty if the engine does not tell.
    /// </param>
    /// <param name="innerException">The engine's error; null if it has none.</param>
    public SchemaLockedException(string schema, TimeSpan timeout, IReadOnlyList<string> users, Exception? innerException)
        : this($"schema {schema}", schema, timeout, users, innerException)
    {
    }

    private SchemaLockedException(
        string what, string schema, TimeSpan timeout, IReadOnlyList<string> users, Exception? innerException)
        : base(
            $"The tables of the {what} are in use by {(users.Count > 0 ? string.Join(", ", users) : "other connections")}, and were for "
            + $"longer than {timeout}. What was dropped before stays dropped. End those transactions or wait for them, and call again.",
            innerException)
        => (Schema, Timeout, Users) = (schema, timeout, users);

    /// <summary>The name of the schema that is locked.</summary>
    public string Schema { get; }

    /// <summary>How long the caller waited for the lock.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>
    /// Who uses tables that are to be dropped; empty if the engine does not tell. Null if another process is changing the schema.
    /// </summary>
    public IReadOnlyList<string>? Users { get; }

    /// <summary>The same error with the workspace's name.</summary>
    internal static SchemaLockedException Of(Guid workspaceId, string slug, SchemaLockedException cause)
        => new($"workspace '{slug}' ({workspaceId})", cause.Schema, cause.Timeout, cause.Users!, cause)
        {
            WorkspaceId = workspaceId,
            Slug = slug,
        };
}
