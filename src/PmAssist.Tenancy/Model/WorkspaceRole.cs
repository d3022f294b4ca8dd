namespace PmAssist.Tenancy;

/// <summary>What a member may do in a workspace, the least first, so that roles can be compared. Stored by name in lower case.</summary>
public enum WorkspaceRole
{
    /// <summary>Reads it.</summary>
    Viewer = 0,

    /// <summary>Works in it.</summary>
    Member = 1,

    /// <summary>Manages it and its members.</summary>
    Admin = 2,

    /// <summary>Owns the workspace.</summary>
    Owner = 3,
}
