namespace PmAssist.Tenancy;

/// <summary>Another process is changing the schema, and the lock was not acquired in time. Nothing was changed.</summary>
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

    /// <summary>The name of the schema that is locked.</summary>
    public string Schema { get; }

    /// <summary>How long the caller waited for the lock.</summary>
    public TimeSpan Timeout { get; }
}
