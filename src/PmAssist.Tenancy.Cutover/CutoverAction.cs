namespace PmAssist.Tenancy.Cutover;

/// <summary>What happens to rows that break a rule.</summary>
public enum CutoverAction
{
    /// <summary>The cutover does not run.</summary>
    Stop = 0,

    /// <summary>They are left behind, and written to the quarantine file.</summary>
    Skip = 1,

    /// <summary>They get a value from an expression.</summary>
    Fix = 2,
}
