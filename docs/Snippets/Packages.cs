using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;

namespace Snippets;

#region identity-context
public sealed class AccountsDbContext(DbContextOptions<AccountsDbContext> options) : IdentityDbContext<IdentityUser>(options);

public sealed class OpenIdDbContext(DbContextOptions<OpenIdDbContext> options) : DbContext(options);

public sealed class KeysDbContext(DbContextOptions<KeysDbContext> options) : DbContext(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();
}
#endregion

/// <summary>Contexts of packages.</summary>
public static class Packages
{
    public static void Register(IServiceCollection services, string connectionString)
    {
        #region identity-host
        services.AddPmAssistTenancy<AppDbContext>(tenancy => tenancy
            .UseNpgsql(connectionString)
            .AddContext<AccountsDbContext>()
            .AddContext<KeysDbContext>()
            .AddContext<OpenIdDbContext>((_, options) => options.UseOpenIddict()));

        services.AddAuthentication().AddIdentityCookies();
        services.AddIdentityCore<IdentityUser>().AddEntityFrameworkStores<AccountsDbContext>().AddSignInManager();
        services.AddOpenIddict().AddCore(core => core.UseEntityFrameworkCore().UseDbContext<OpenIdDbContext>());
        #endregion
    }

    public static async Task<bool> SignInAsync(
        IWorkspaceAccessor accessor, IServiceProvider requestServices, Guid workspaceId, string name, string password)
    {
        ArgumentNullException.ThrowIfNull(accessor);
        #region identity-sign-in
        await accessor.EnterAsync(workspaceId);
        var signIn = requestServices.GetRequiredService<SignInManager<IdentityUser>>();
        return (await signIn.PasswordSignInAsync(name, password, isPersistent: false, lockoutOnFailure: true)).Succeeded;
        #endregion
    }

    public static ServiceProvider KeysOf(IWorkspaceContextFactory<KeysDbContext> contexts, Workspace workspace)
    {
        #region workspace-keys
        var services = new ServiceCollection();
        services.AddScoped(_ => contexts.Rent(workspace));
        services.AddScoped(scope => scope.GetRequiredService<WorkspaceLease<KeysDbContext>>().Context);
        services.AddDataProtection().PersistKeysToDbContext<KeysDbContext>();
        return services.BuildServiceProvider();
        #endregion
    }
}
