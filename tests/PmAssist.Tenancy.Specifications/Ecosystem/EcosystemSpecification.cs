using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using PmAssist.Tenancy.EcosystemHost;
using PmAssist.Tenancy.Specifications.Contexts;

namespace PmAssist.Tenancy.Specifications.Ecosystem;

/// <summary>
/// Packages that nobody here wrote, as they come, beside a host's own two contexts: ASP.NET Core Identity, Data Protection, OpenIddict.
/// </summary>
public abstract class EcosystemSpecification(ITestServer server) : Specification(server)
{
    private static readonly Type[] ContextTypes =
        [typeof(ShopDbContext), typeof(BillingDbContext), typeof(AccountsDbContext), typeof(KeysDbContext), typeof(OpenIdDbContext)];

    private static readonly string[] SomeTables = ["customers", "invoices", "AspNetUsers", "DataProtectionKeys", "OpenIddictTokens"];

    [Fact]
    public async Task Five_contexts_of_one_host_are_provisioned_checked_and_dropped_as_one()
    {
        await using var host = await StartEcosystemAsync();
        var (workspace, other) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());

        string.Join('\n', await host.Database.DescribeAsync(workspace.Schema)).Should().ContainAll(
            [.. SomeTables, "__EFMigrationsHistory", .. ContextTypes.Skip(1).Select(t => $"__EFMigrationsHistory_{t.Name}")]);
        (await host.Database.DescribeAsync(other.Schema)).Should().Equal(await host.Database.DescribeAsync(workspace.Schema));
        (await host.Migrator.GetStatusAsync(Token)).CurrentCount.Should().Be(2);
        (await host.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
        await using (var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token))
        {
            foreach (var context in ContextTypes.Skip(2).Select(type => (DbContext)scope.ServiceProvider.GetRequiredService(type)))
            {
                context.Database.HasPendingModelChanges().Should().BeFalse("dotnet ef wrote the migrations of {0}", context.GetType().Name);
                (await context.Database.GetPendingMigrationsAsync(Token)).Should().BeEmpty();
            }
        }

        await host.WithAsync<IWorkspaceService, bool>(async workspaces =>
        {
            await workspaces.DeleteAsync(workspace.Id, "ada", Token);
            return true;
        });
        (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
        (await host.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task The_packages_contexts_are_added_to_workspaces_that_exist()
    {
        var database = Server.CreateDatabase();
        await using var before = TestHost.Create<ShopDbContext>(database, tenancy => tenancy.AddContext<BillingDbContext>(), Mode);
        await before.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspaces = (Workspace[])[await before.CreateWorkspaceAsync(), await before.CreateWorkspaceAsync()];
        await using var host = CreateEcosystem(database, ownsDatabase: false);

        (await host.Migrator.RunAsync(cancellationToken: Token)).Results
            .Should().HaveCount(2).And.OnlyContain(r => r.Outcome == WorkspaceMigrationOutcome.Migrated);

        foreach (var workspace in workspaces)
        {
            string.Join('\n', await host.Database.DescribeAsync(workspace.Schema)).Should().ContainAll(SomeTables);
        }
    }

    [Fact]
    public async Task The_same_user_name_is_another_user_in_each_workspace()
    {
        await using var host = await StartEcosystemAsync();
        var workspaces = (Workspace[])[await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync()];
        foreach (var workspace in workspaces)
        {
            await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
            var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
            var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole>>();
            var ada = new IdentityUser("ada") { Email = $"ada@{workspace.Slug}.example" };
            (await users.CreateAsync(ada, PasswordIn(workspace))).Succeeded.Should().BeTrue();
            (await users.CreateAsync(new IdentityUser("ADA"), "An0ther!password")).Errors
                .Should().ContainSingle(e => e.Code == "DuplicateUserName");
            (await roles.CreateAsync(new IdentityRole("owner"))).Succeeded.Should().BeTrue();
            (await users.AddToRoleAsync(ada, "owner")).Succeeded.Should().BeTrue();
            (await users.SetAuthenticationTokenAsync(ada, "github", "access", workspace.Slug)).Succeeded.Should().BeTrue();
        }

        foreach (var (workspace, other) in workspaces.Zip(workspaces.Reverse()))
        {
            await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
            var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
            var ada = await users.FindByNameAsync("Ada");
            ada!.Email.Should().Be($"ada@{workspace.Slug}.example");
            (await users.GetRolesAsync(ada)).Should().Equal("owner");
            (await users.GetAuthenticationTokenAsync(ada, "github", "access")).Should().Be(workspace.Slug);
            (await users.FindByEmailAsync($"ada@{other.Slug}.example")).Should().BeNull();

            (await SignInAsync(scope.ServiceProvider, PasswordIn(other))).Should().Be(SignInResult.Failed);
            (await users.GetAccessFailedCountAsync((await users.FindByNameAsync("ada"))!)).Should().Be(1);
            (await SignInAsync(scope.ServiceProvider, PasswordIn(workspace))).Should().Be(SignInResult.Success);
            (await users.GetAccessFailedCountAsync((await users.FindByNameAsync("ada"))!)).Should().Be(0);
        }
    }

    [Fact]
    public async Task Keys_of_a_workspace_open_nothing_of_another()
    {
        await using var host = await StartEcosystemAsync();
        var (first, second) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await using var keys = WorkspaceKeys.For(host.Services, first);
        await using var keysElsewhere = WorkspaceKeys.For(host.Services, second);
        var secret = keys.GetDataProtector("test").Protect("confidential");

        FluentActions.Invoking(() => keysElsewhere.GetDataProtector("test").Unprotect(secret))
            .Should().Throw<CryptographicException>();
        keysElsewhere.GetDataProtector("test").Protect("a key of its own");
        await using (var restarted = WorkspaceKeys.For(host.Services, first))
        {
            restarted.GetDataProtector("test").Unprotect(secret).Should().Be("confidential", "the key was read from the workspace");
        }

        var stored = new List<string?>();
        foreach (var workspace in (Workspace[])[first, second])
        {
            await using var lease = await host.RentAsync<KeysDbContext>(workspace);
            stored.Add((await lease.Context.DataProtectionKeys.SingleAsync(Token)).FriendlyName);
        }

        stored.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task The_same_client_is_another_client_in_each_workspace()
    {
        await using var host = await StartEcosystemAsync();
        var workspaces = (Workspace[])[await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync()];
        foreach (var workspace in workspaces)
        {
            await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
            await AddClientAsync(scope.ServiceProvider, PasswordIn(workspace));
        }

        foreach (var (workspace, other) in workspaces.Zip(workspaces.Reverse()))
        {
            await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
            var clients = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
            var client = (await clients.FindByClientIdAsync("portal", Token))!;
            (await clients.ValidateClientSecretAsync(client, PasswordIn(workspace), Token)).Should().BeTrue();
            (await clients.ValidateClientSecretAsync(client, PasswordIn(other), Token)).Should().BeFalse();
            (await clients.CountAsync(Token)).Should().Be(1);
        }

        await using (var scope = await host.Scopes.CreateScopeAsync(workspaces[0].Id, Token))
        {
            (await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().RevokeBySubjectAsync("ada", Token)).Should().Be(1);
            var clients = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
            await clients.DeleteAsync((await clients.FindByClientIdAsync("portal", Token))!, Token);
        }

        (await CountAsync(host, workspaces[0])).Should().Be((0, 0, 0), "a client takes its authorizations and tokens along");
        (await CountAsync(host, workspaces[1])).Should().Be((1, 1, 1));
        await using var last = await host.Scopes.CreateScopeAsync(workspaces[1].Id, Token);
        var tokens = last.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>();
        var token = await tokens.FindBySubjectAsync("ada", Token).SingleAsync(Token);
        (await tokens.HasStatusAsync(token, OpenIddictConstants.Statuses.Valid, Token))
            .Should().BeTrue("it was revoked in another workspace");
    }

    private static string PasswordIn(Workspace workspace) => $"Pass!word-{workspace.Id:N}";

    private static async Task<SignInResult> SignInAsync(IServiceProvider services, string password)
    {
        services.GetRequiredService<IHttpContextAccessor>().HttpContext = new DefaultHttpContext { RequestServices = services };
        return await services.GetRequiredService<SignInManager<IdentityUser>>()
            .PasswordSignInAsync("ada", password, isPersistent: false, lockoutOnFailure: true);
    }

    private static async Task AddClientAsync(IServiceProvider services, string secret)
    {
        var clients = services.GetRequiredService<IOpenIddictApplicationManager>();
        var client = await clients.CreateAsync(new OpenIddictApplicationDescriptor { ClientId = "portal", ClientSecret = secret }, Token);
        var id = (await clients.GetIdAsync(client, Token))!;
        var authorizations = services.GetRequiredService<IOpenIddictAuthorizationManager>();
        var authorization = await authorizations.CreateAsync(
            new OpenIddictAuthorizationDescriptor
            {
                ApplicationId = id,
                Subject = "ada",
                Status = OpenIddictConstants.Statuses.Valid,
                Type = OpenIddictConstants.AuthorizationTypes.Permanent,
            },
            Token);
        await services.GetRequiredService<IOpenIddictTokenManager>().CreateAsync(
            new OpenIddictTokenDescriptor
            {
                ApplicationId = id,
                AuthorizationId = await authorizations.GetIdAsync(authorization, Token),
                Subject = "ada",
                Status = OpenIddictConstants.Statuses.Valid,
                Type = OpenIddictConstants.TokenTypeHints.RefreshToken,
            },
            Token);
    }

    private static async Task<(long Clients, long Authorizations, long Tokens)> CountAsync(TestHost host, Workspace workspace)
    {
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var services = scope.ServiceProvider;
        return (
            await services.GetRequiredService<IOpenIddictApplicationManager>().CountAsync(Token),
            await services.GetRequiredService<IOpenIddictAuthorizationManager>().CountAsync(Token),
            await services.GetRequiredService<IOpenIddictTokenManager>().CountAsync(Token));
    }

    private async Task<TestHost> StartEcosystemAsync()
    {
        var host = CreateEcosystem(Server.CreateDatabase(), ownsDatabase: true);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        return host;
    }

    private TestHost CreateEcosystem(ITestDatabase database, bool ownsDatabase)
        => TestHost.Create<ShopDbContext>(
            database, tenancy => tenancy.AddContext<BillingDbContext>().AddEcosystem(), Mode, ownsDatabase, addServices: AddPackages);

    private static void AddPackages(IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthentication().AddIdentityCookies();
        services.AddIdentityCore<IdentityUser>().AddRoles<IdentityRole>().AddEntityFrameworkStores<AccountsDbContext>().AddSignInManager();
        services.AddOpenIddict().AddCore(core => core.UseEntityFrameworkCore().UseDbContext<OpenIdDbContext>());
    }
}
