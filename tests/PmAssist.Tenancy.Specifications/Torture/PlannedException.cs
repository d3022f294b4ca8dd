namespace PmAssist.Tenancy.Specifications.Torture;

/// <summary>A failure of the host's own code, on purpose.</summary>
internal sealed class PlannedException : Exception;
