using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.EcosystemHost;

/// <summary>OpenIddict's applications, authorizations, scopes and tokens, which its <c>UseOpenIddict</c> maps.</summary>
public class OpenIdDbContext(DbContextOptions<OpenIdDbContext> options) : DbContext(options);
