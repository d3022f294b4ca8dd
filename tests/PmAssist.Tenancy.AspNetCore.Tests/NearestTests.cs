namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>What counts where an endpoint has several requirements.</summary>
public sealed class NearestTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_attribute_counts_more_than_a_convention(bool inGroup)
    {
        await using var host = await WebHost.StartAsync(
            build: builder =>
            {
                builder.Services.AddControllersWithViews().AddApplicationPart(typeof(MixedController).Assembly);
                builder.Services.AddRazorPages();
                builder.Services.AddSignalR();
            },
            map: app =>
            {
                if (inGroup)
                {
                    var group = app.MapGroup("").RequireWorkspace(WorkspaceRole.Viewer);
                    group.MapControllers();
                    group.MapRazorPages();
                    group.MapHub<AdminHub>("/w/{workspace}/hub");
                    group.MapGet("/w/{workspace}/lambda", [RequireWorkspace(WorkspaceRole.Admin)] (Workspace current) => current.Slug);
                }
                else
                {
                    app.MapControllers().RequireWorkspace(WorkspaceRole.Viewer);
                    app.MapRazorPages().RequireWorkspace(WorkspaceRole.Viewer);
                    app.MapHub<AdminHub>("/w/{workspace}/hub").RequireWorkspace(WorkspaceRole.Viewer);
                    app.MapGet("/w/{workspace}/lambda", [RequireWorkspace(WorkspaceRole.Admin)] (Workspace current) => current.Slug)
                        .RequireWorkspace(WorkspaceRole.Viewer);
                }
            });
        await host.CreateAsync("northwind", ("alan", WorkspaceRole.Viewer), ("grace", WorkspaceRole.Member));

        (await host.TextAsync("/w/northwind/mixed/plain", "alan")).Should().Be("northwind");
        (await host.TextAsync("/w/northwind/mixed/plain", "mallory")).Should().Be("404");
        (await host.TextAsync("/w/northwind/mixed/admin", "alan")).Should().Be("403");
        (await host.TextAsync("/w/northwind/mixed/admin", "ada")).Should().Be("northwind");
        (await host.TextAsync("/w/nobodys/mixed/open", user: null)).Should().Be("open");
        (await host.TextAsync("/w/northwind/page", "alan")).Should().Be("403");
        (await host.TextAsync("/w/northwind/page", "grace")).Trim().Should().Be("northwind 0");
        (await host.TextAsync("/w/northwind/lambda", "grace")).Should().Be("403");
        (await host.TextAsync("/w/northwind/lambda", "ada")).Should().Be("northwind");
        (await host.TextAsync("/w/northwind/hub/negotiate?negotiateVersion=1", "grace")).Should().Be("403");
    }

    [Fact]
    public async Task Of_conventions_the_endpoints_counts_more_than_its_groups()
    {
        await using var host = await WebHost.StartAsync(map: app =>
        {
            var group = app.MapGroup("/w/{workspace}/g").RequireWorkspace(WorkspaceRole.Admin);
            group.MapGet("/low", (Workspace current) => current.Slug).RequireWorkspace();
            group.MapGet("/open", () => "open").AllowNoWorkspace();
            group.MapGet("/high", (Workspace current) => current.Slug);
        });
        await host.CreateAsync("northwind", ("alan", WorkspaceRole.Viewer));

        (await host.TextAsync("/w/northwind/g/low", "alan")).Should().Be("northwind");
        (await host.TextAsync("/w/northwind/g/open", user: null)).Should().Be("open");
        (await host.TextAsync("/w/northwind/g/high", "alan")).Should().Be("403");
    }
}
