namespace PmAssist.Tenancy;

/// <summary>Another process is changing the schema and went on for longer than the caller wanted to wait. Nothing was changed.</summary>
public sealed class SchemaLockedException : TenancyException
{
    /// <summary>Creates the error.</summary>
    public SchemaLockedException()
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    public SchemaLockedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public SchemaLockedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the error that a provider throws when it did not get a schema's lock in time.</summary>
    /// <param name="change">The change that was not begun.</param>
    /// <param name="innerException">The engine's error; null if it has none.</param>
    public SchemaLockedException(SchemaChange change, Exception? innerException)
        : base(
            $"Another process has been changing the schema {change?.Schema} for longer than {change?.LockTimeout}. Nothing was changed; "
            + "try again later, or raise TenancyOptions.LockTimeout.",
            innerException)
    {
    }
}
