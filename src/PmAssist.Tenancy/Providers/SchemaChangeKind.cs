namespace PmAssist.Tenancy;

/// <summary>What is done to a schema.</summary>
public enum SchemaChangeKind
{
    /// <summary>Change its tables; it has to be there.</summary>
    Migrate = 0,

    /// <summary>Change it whether it is there or not; who asks for it creates it.</summary>
    Create = 1,

    /// <summary>Drop it with all it holds, if it is there; refuse if anything outside depends on it.</summary>
    Drop = 2,
}
