using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>An engine's dialect, as a host gets it.</summary>
public static class Dialect
{
    public static CutoverDialect Of(Action<CutoverBuilder> use)
        => new ServiceCollection().AddWorkspaceCutover(use).Single(s => s.ServiceType == typeof(CutoverDialect))
            .ImplementationInstance as CutoverDialect
            ?? throw new InvalidOperationException("The dialect is no instance.");
}
