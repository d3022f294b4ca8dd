namespace PmAssist.Tenancy.Internal;

/// <summary>Names of the annotations that the library puts on a model.</summary>
internal static class TenancyAnnotations
{
    public const string Json = "PmAssist:Json";
    public const string SharedAcrossWorkspaces = "PmAssist:SharedAcrossWorkspaces";
}
