namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The ids of the events that a cutover logs; the event's name is the constant's. Ids are stable.</summary>
internal static class CutoverEvents
{
    /// <summary>A step has begun.</summary>
    public const int StepBegun = 2000;

    /// <summary>A step ended.</summary>
    public const int StepEnded = 2001;

    /// <summary>A pass over the source ended.</summary>
    public const int PassEnded = 2002;

    /// <summary>A verification ended.</summary>
    public const int VerificationEnded = 2003;

    /// <summary>A step failed.</summary>
    public const int StepFailed = 2004;

    /// <summary>A step was canceled.</summary>
    public const int StepCanceled = 2005;

    /// <summary>A workspace was carried over.</summary>
    public const int WorkspaceCarried = 2100;

    /// <summary>A workspace could not be carried over.</summary>
    public const int WorkspaceFailed = 2101;

    /// <summary>The source tables refuse writes.</summary>
    public const int FenceUp = 2200;

    /// <summary>The source tables take writes again.</summary>
    public const int FenceDown = 2201;
}
