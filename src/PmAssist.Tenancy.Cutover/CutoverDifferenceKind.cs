namespace PmAssist.Tenancy.Cutover;

/// <summary>How a row differs.</summary>
public enum CutoverDifferenceKind
{
    /// <summary>The new side does not have it.</summary>
    Missing = 0,

    /// <summary>Only the new side has it.</summary>
    Extra = 1,

    /// <summary>Its values differ.</summary>
    Changed = 2,
}
