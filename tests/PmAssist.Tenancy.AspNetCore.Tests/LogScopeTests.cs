namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>What is logged in a request for a workspace says which one.</summary>
public sealed class LogScopeTests
{
    [Fact]
    public async Task What_a_request_logs_names_its_workspace()
    {
        using var recorder = new ScopeRecorder();
        await using var host = await WebHost.StartAsync(
            builder =>
            {
                builder.Logging.AddProvider(recorder);
                builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace"));
            },
            app =>
            {
                app.UseRouting();
                app.UseAuthentication();
                app.UseWhen(context => context.Request.Query.ContainsKey("normal"), branch => branch.UseWorkspaces());
                app.MapGet("/w/{workspace}", Here).RequireWorkspace();
                app.MapGet("/open", Here);
            });
        var workspace = await host.CreateAsync("northwind");

        await host.TextAsync("/w/northwind?normal");
        await host.TextAsync("/w/northwind");
        await host.TextAsync("/open?normal");
        var expected = $"WorkspaceId={workspace.Id} WorkspaceSlug=northwind";
        recorder.Seen.Should().Equal(expected, expected, "");

        static string Here(ILoggerFactory loggers)
        {
            loggers.CreateLogger(ScopeRecorder.Category).LogInformation("Here");
            return "here";
        }
    }
}
