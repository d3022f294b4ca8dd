using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.EcosystemHost;

/// <summary>Users and roles, as the template of ASP.NET Core Identity writes its context.</summary>
public class AccountsDbContext(DbContextOptions<AccountsDbContext> options) : IdentityDbContext<IdentityUser>(options);
