namespace PmAssist.Tenancy.Cutover;

/// <summary>How a row differs.</summary>
public enum CutoverDifferenceKind
{
    /// <summary>The new side does not have it.</summary>
    Missing,

    /// <summary>Only the new side has it.</summary>
    Extra,

    /// <summary>Its values differ.</summary>
    Changed,
}
