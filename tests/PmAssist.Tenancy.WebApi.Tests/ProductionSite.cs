namespace PmAssist.Tenancy.WebApi.Tests;

/// <summary>The sample where it is not developed.</summary>
public sealed class ProductionSite : Site
{
    protected override string EnvironmentName => "Production";
}
