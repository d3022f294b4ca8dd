using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.WebApi.Tests;

/// <summary>The sample without its pages: what it answers to a client that is not polite.</summary>
public sealed class ApiTests(Site site) : IClassFixture<Site>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_is_401_and_no_member_is_404_as_an_unknown_workspace_is()
    {
        var slug = await site.CreateWorkspaceAsync("ada", "Closed Shop");
        using var nobody = site.CreateClient();
        using var grace = await site.SignInAsync("grace");

        (await StatusAsync(nobody, $"/w/{slug}/tasks/")).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(nobody, "/api/workspaces/")).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(nobody, "/api/operator/fleet")).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(grace, $"/w/{slug}/tasks/")).Should().Be(HttpStatusCode.NotFound);
        (await StatusAsync(grace, "/w/no-such-one/tasks/")).Should().Be(HttpStatusCode.NotFound);
        (await StatusAsync(grace, "/api/operator/fleet")).Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_role_opens_what_it_should_and_no_more()
    {
        var slug = await site.CreateWorkspaceAsync("ada", "Roles");
        using var ada = await site.SignInAsync("ada");
        using var grace = await site.SignInAsync("grace");
        var task = new { title = "Try" };
        var invitation = new { userId = "katherine", role = "Owner" };

        (await InviteAsync(ada, slug, "grace", "Viewer")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(grace, $"/w/{slug}/tasks/")).Should().Be(HttpStatusCode.OK);
        (await PostAsync(grace, $"/w/{slug}/tasks/", task)).Should().Be(HttpStatusCode.Forbidden);
        (await PostAsync(grace, $"/w/{slug}/notes/", new { text = "Try" })).Should().Be(HttpStatusCode.Forbidden);
        (await PostAsync(grace, $"/w/{slug}/members/", invitation)).Should().Be(HttpStatusCode.Forbidden);

        (await ada.DeleteAsync($"/w/{slug}/members/grace", Token)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await StatusAsync(grace, $"/w/{slug}/tasks/")).Should().Be(HttpStatusCode.NotFound);

        (await InviteAsync(ada, slug, "grace", "Admin")).Should().Be(HttpStatusCode.OK);
        (await PostAsync(grace, $"/w/{slug}/tasks/", task)).Should().Be(HttpStatusCode.OK);
        (await PostAsync(grace, $"/w/{slug}/members/", invitation)).Should().Be(HttpStatusCode.Forbidden, "an admin makes no owner");
        (await InviteAsync(grace, slug, "katherine", "Member")).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_suspended_workspace_is_403_until_it_is_resumed()
    {
        var slug = await site.CreateWorkspaceAsync("ada", "Paused");
        using var ada = await site.SignInAsync("ada");
        using var katherine = await site.SignInAsync("katherine");
        var id = await IdOfAsync(katherine, slug);

        (await PostAsync(katherine, $"/api/operator/workspaces/{id}/suspend")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(ada, $"/w/{slug}/tasks/")).Should().Be(HttpStatusCode.Forbidden);

        (await PostAsync(katherine, $"/api/operator/workspaces/{id}/resume")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(ada, $"/w/{slug}/tasks/")).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_workspace_that_is_behind_is_503_until_the_operator_has_migrated_it()
    {
        var slug = await site.CreateWorkspaceAsync("ada", "Yesterday");
        using var ada = await site.SignInAsync("ada");
        using var katherine = await site.SignInAsync("katherine");
        var id = await IdOfAsync(katherine, slug);
        await site.Services.GetRequiredService<IWorkspaceMigrator>().MigrateAsync(Guid.Parse(id), "ProjectsDbContext/Initial", Token);

        using var refused = await ada.GetAsync($"/w/{slug}/tasks/", Token);
        refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.Should().NotBeNull();

        await RunAsync(katherine);
        (await StatusAsync(ada, $"/w/{slug}/tasks/")).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_wrong_is_refused_with_its_reason()
    {
        var slug = await site.CreateWorkspaceAsync("ada", "Careful");
        using var ada = await site.SignInAsync("ada");

        (await PostAsync(ada, $"/w/{slug}/tasks/", new { title = " " })).Should().Be(HttpStatusCode.BadRequest);
        (await PostAsync(ada, $"/w/{slug}/notes/", new { text = new string('x', 1001) })).Should().Be(HttpStatusCode.BadRequest);
        (await InviteAsync(ada, slug, "nobody", "Member")).Should().Be(HttpStatusCode.BadRequest);
        (await InviteAsync(ada, slug, "ada", "Member")).Should().Be(HttpStatusCode.Conflict);

        using var last = await ada.DeleteAsync($"/w/{slug}/members/ada", Token);
        last.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await last.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("detail").GetString().Should().Contain("owner");
    }

    [Fact]
    public async Task Health_and_the_description_of_the_API_need_nobody()
    {
        using var nobody = site.CreateClient();

        (await StatusAsync(nobody, "/health/live")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(nobody, "/health/ready")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(nobody, "/health/fleet")).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(nobody, "/scalar/")).Should().Be(HttpStatusCode.OK);
        var document = await nobody.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token);
        var paths = document.GetProperty("paths").EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        paths.Should().ContainKeys("/w/{workspace}/tasks", "/api/workspaces", "/api/operator/fleet");
        paths["/w/{workspace}/tasks"].GetProperty("post").GetRawText().Should().Contain("\"workspace\"");
    }

    [Fact]
    public async Task The_events_of_a_run_are_read_on_from_where_a_connection_was_lost()
    {
        using var katherine = await site.SignInAsync("katherine");
        var all = await RunAsync(katherine);
        all.Should().Contain("event: started").And.Contain("event: finished");

        katherine.DefaultRequestHeaders.Add("Last-Event-ID", "1");
        var rest = await katherine.GetStringAsync("/api/operator/runs/latest", Token);
        rest.Should().NotContain("event: started").And.Contain("event: finished");
    }

    /// <summary>Migrates what is behind.</summary>
    /// <returns>All events of the run, which is over then.</returns>
    private static async Task<string> RunAsync(HttpClient client)
    {
        (await PostAsync(client, "/api/operator/runs")).Should().Be(HttpStatusCode.Accepted);
        return await client.GetStringAsync("/api/operator/runs/latest", Token);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Token);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, object? body = null)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var answer = await client.PostAsync(path, content, Token);
        return answer.StatusCode;
    }

    private static Task<HttpStatusCode> InviteAsync(HttpClient client, string slug, string userId, string role)
        => PostAsync(client, $"/w/{slug}/members/", new { userId, role });

    private static async Task<string> IdOfAsync(HttpClient client, string slug)
        => (await client.GetFromJsonAsync<JsonElement>("/api/operator/fleet", Token)).GetProperty("workspaces").EnumerateArray()
            .Single(w => w.GetProperty("slug").GetString() == slug).GetProperty("id").GetString()!;
}
