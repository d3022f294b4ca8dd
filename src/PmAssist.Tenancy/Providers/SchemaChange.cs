namespace PmAssist.Tenancy;

/// <summary>A change of a schema that a provider opens a session for.</summary>
/// <param name="Schema">The schema's name: a workspace's, or the master's.</param>
/// <param name="Kind">What is to be done.</param>
/// <param name="LockTimeout">How long to wait for the schema's lock.</param>
public sealed record SchemaChange(string Schema, SchemaChangeKind Kind, TimeSpan LockTimeout);

/// <summary>What is done to a schema.</summary>
public enum SchemaChangeKind
{
    /// <summary>Create it if it is not there.</summary>
    Create,

    /// <summary>Change its tables; it has to be there.</summary>
    Migrate,

    /// <summary>Drop it with all it holds, if it is there.</summary>
    Drop,
}
