namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>What does not start, because it would be open without anybody noticing.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("lambda", "*Both*RequireWorkspace*AllowNoWorkspace*")]
    [InlineData("hub", "*ClosedHub*RequireWorkspace*AllowNoWorkspace*")]
    [InlineData("method", "*MethodHub.Both*RequireWorkspace*AllowNoWorkspace*")]
    [InlineData("fallback", "*dynamic*controller*")]
    public async Task Requirements_that_contradict_or_that_nothing_reads(string what, string message)
    {
        var start = () => WebHost.StartAsync(
            build: builder =>
            {
                builder.Services.AddSignalR();
                builder.Services.AddControllers().AddApplicationPart(typeof(FallbackController).Assembly);
            },
            map: app =>
            {
                switch (what)
                {
                    case "lambda":
                        app.MapGet("/both", Contradictions.Both);
                        break;
                    case "hub":
                        app.MapHub<Contradictions.ClosedHub>("/hub");
                        break;
                    case "method":
                        app.MapHub<Contradictions.MethodHub>("/hub");
                        break;
                    default:
                        app.MapFallbackToController("{*path}", "Plain", "Fallback").RequireWorkspace();
                        break;
                }
            });
        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage(message);
    }

    [Fact]
    public async Task A_requirement_on_a_handler_of_a_page()
    {
        var start = () => WebHost.StartAsync(build: builder => builder.Services.AddRazorPages()
            .ConfigureApplicationPartManager(parts => parts.FeatureProviders.Add(new HandlerPage.Feature())));
        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*HandlerModel.OnPostDelete*page*");
    }

    [Fact]
    public async Task What_a_dynamic_route_leads_to_is_guarded_by_its_own_attributes()
    {
        await using var host = await WebHost.StartAsync(
            build: builder => builder.Services.AddControllers().AddApplicationPart(typeof(FallbackController).Assembly),
            map: app =>
            {
                app.MapFallbackToController("/plain/{workspace}", "Plain", "Fallback");
                app.MapFallbackToController("/dynamic/{workspace}", "Admin", "Fallback");
            });
        await host.CreateAsync("northwind", ("grace", WorkspaceRole.Member));
        (await host.TextAsync("/plain/nobodys", user: null)).Should().Be("plain");
        (await host.TextAsync("/dynamic/northwind")).Should().Be("admin");
        (await host.TextAsync("/dynamic/northwind", "grace")).Should().Be("403");
        (await host.TextAsync("/dynamic/northwind", "mallory")).Should().Be("404");
    }
}
