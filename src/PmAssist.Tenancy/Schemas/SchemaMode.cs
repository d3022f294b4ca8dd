namespace PmAssist.Tenancy;

/// <summary>How a workspace context's model gets its schema.</summary>
public enum SchemaMode
{
    /// <summary>
    /// One model for every workspace, built against the template schema, whose name is replaced when a command is made.
    /// Contexts are pooled and compiled queries work. The default.
    /// </summary>
    SharedModel = 0,
}
