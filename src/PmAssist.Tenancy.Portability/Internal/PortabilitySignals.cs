namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>The names of what this package tells about itself, beside the core's <see cref="TenancyDiagnostics"/>.</summary>
internal static class PortabilitySignals
{
    /// <summary>
    /// The span of an export, an import, a restore, a comparison or a clone, on <see cref="TenancyDiagnostics.SourceName"/>.
    /// </summary>
    public const string Span = "pmassist.portability";

    /// <summary>Which of them: <c>export</c>, <c>import</c>, <c>restore</c>, <c>compare</c>, <c>copy_back</c> or <c>clone</c>.</summary>
    public const string StepTag = "pmassist.portability.step";

    /// <summary>How many rows it copied or compared.</summary>
    public const string RowsTag = "pmassist.portability.rows";

    /// <summary>A workspace's id, as in the core's spans.</summary>
    public const string WorkspaceIdTag = "pmassist.workspace.id";
}
