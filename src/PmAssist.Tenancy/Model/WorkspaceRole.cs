namespace PmAssist.Tenancy;

/// <summary>What a member may do in a workspace. Stored by name in lower case.</summary>
public enum WorkspaceRole
{
    /// <summary>Owns the workspace.</summary>
    Owner,

    /// <summary>Manages it and its members.</summary>
    Admin,

    /// <summary>Works in it.</summary>
    Member,

    /// <summary>Reads it.</summary>
    Viewer,
}
