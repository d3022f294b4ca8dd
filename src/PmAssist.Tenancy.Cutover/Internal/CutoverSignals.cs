namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>
/// The names of what a cutover tells about itself, beside those of <see cref="TenancyDiagnostics"/>. Its spans have the core's source,
/// <see cref="TenancyDiagnostics.SourceName"/>. docs/observability.md says what each means.
/// </summary>
internal static class CutoverSignals
{
    /// <summary>The span of one step, with <see cref="StepTag"/>.</summary>
    public const string StepSpan = "pmassist.cutover";

    /// <summary>The span of carrying one workspace over, inside that of a step.</summary>
    public const string WorkspaceSpan = "pmassist.cutover.workspace";

    /// <summary>The step: the name of the method of <see cref="IWorkspaceCutover"/>.</summary>
    public const string StepTag = "pmassist.cutover.step";

    /// <summary>A workspace's id, as in the core's spans.</summary>
    public const string WorkspaceIdTag = "pmassist.workspace.id";

    /// <summary>The log category.</summary>
    public const string Log = "PmAssist.Tenancy.Cutover.IWorkspaceCutover";
}
