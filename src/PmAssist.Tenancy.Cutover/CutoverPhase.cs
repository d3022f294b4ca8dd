namespace PmAssist.Tenancy.Cutover;

/// <summary>How far a cutover is.</summary>
public enum CutoverPhase
{
    /// <summary>Nothing was begun, or it was rolled back.</summary>
    None,

    /// <summary>Rows are carried over while the old application writes. The new workspaces are suspended.</summary>
    Copying,

    /// <summary>The old tables take no more writes, and the last pass is over. The new workspaces are suspended.</summary>
    Fenced,

    /// <summary>As <see cref="Fenced"/>, and both sides were found the same.</summary>
    Verified,

    /// <summary>The new workspaces are in use. The old tables are as they were at the fence.</summary>
    Open,

    /// <summary>The old tables were renamed.</summary>
    Retired,

    /// <summary>The old tables are gone.</summary>
    Dropped,
}
