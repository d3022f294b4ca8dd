namespace PmAssist.Tenancy.Cutover;

/// <summary>How far a cutover is.</summary>
public enum CutoverPhase
{
    /// <summary>Nothing was begun, or it was rolled back.</summary>
    None = 0,

    /// <summary>Rows are carried over while the application writes to the source. The new workspaces are suspended.</summary>
    Copying = 1,

    /// <summary>The source tables take no more writes, and the last pass is over. The new workspaces are suspended.</summary>
    Fenced = 2,

    /// <summary>As <see cref="Fenced"/>, and both sides were found the same.</summary>
    Verified = 3,

    /// <summary>The new workspaces are in use. The source tables are as they were at the fence.</summary>
    Open = 4,

    /// <summary>The source tables were renamed.</summary>
    Retired = 5,

    /// <summary>The source tables are gone.</summary>
    Dropped = 6,
}
