namespace PmAssist.Tenancy.Providers;

/// <summary>What a provider opens a session for.</summary>
/// <param name="schema">See <see cref="Schema"/>.</param>
/// <param name="lockTimeout">See <see cref="LockTimeout"/>.</param>
/// <param name="options">See <see cref="Options"/>.</param>
public sealed class SchemaAccess(string schema, TimeSpan lockTimeout, SchemaSessionOptions options)
{
    /// <summary>The schema's name: a workspace's, or the master's.</summary>
    public string Schema => schema;

    /// <summary>How long to wait for the schema's lock.</summary>
    public TimeSpan LockTimeout => lockTimeout;

    /// <summary>How to open it.</summary>
    public SchemaSessionOptions Options => options;
}
