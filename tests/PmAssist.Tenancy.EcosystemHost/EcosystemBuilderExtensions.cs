using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.EcosystemHost;

public static class EcosystemBuilderExtensions
{
    /// <summary>Adds the contexts of the packages, each as its own documentation registers it.</summary>
    public static TenancyBuilder AddEcosystem(this TenancyBuilder tenancy)
    {
        ArgumentNullException.ThrowIfNull(tenancy);
        return tenancy
            .AddContext<AccountsDbContext>()
            .AddContext<KeysDbContext>()
            .AddContext<OpenIdDbContext>((_, options) => options.UseOpenIddict());
    }
}
