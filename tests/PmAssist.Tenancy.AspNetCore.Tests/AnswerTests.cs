using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>Each situation and its answer, as docs/aspnetcore.md has them.</summary>
public sealed class AnswerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_can_tell_an_unknown_workspace_from_one_of_others()
    {
        await using var host = await WebHost.StartAsync(build: builder => builder.Services.AddProblemDetails(
            options => options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions.Remove("traceId")));
        var workspace = await host.CreateAsync("northwind", ("grace", WorkspaceRole.Member));
        var deleted = await host.CreateAsync("eastwind", ("mallory", WorkspaceRole.Owner));
        var suspended = await host.CreateAsync("westwind");
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(suspended.Id, cancellationToken: Token));
        await host.WithAsync<IWorkspaceService, bool>(async w =>
        {
            await w.DeleteAsync(deleted.Id, cancellationToken: Token);
            await w.PurgeAsync(deleted.Id, cancellationToken: Token);
            return true;
        });

        var answers = new List<string>();
        string[] names = ["nobodys", "northwind", $"{workspace.Id}", $"{Guid.NewGuid()}", "eastwind", $"{deleted.Id}", "westwind",
            "N%C3%96", "a%20b"];
        foreach (var name in names.Concat(names))
        {
            using var response = await host.GetAsync($"/w/{name}", "mallory");
            response.StatusCode.Should().Be(HttpStatusCode.NotFound);
            answers.Add(
                $"{response.Headers}{response.Content.Headers}{Convert.ToHexString(await response.Content.ReadAsByteArrayAsync(Token))}");
        }

        answers.Distinct().Should().ContainSingle();
        answers[0].Should().Contain("application/problem+json").And.Contain("no-store");
    }

    [Fact]
    public async Task The_answer_takes_as_many_queries_for_both()
    {
        await using var host = await WebHost.StartAsync();
        await host.CreateAsync("northwind");

        (await QueriesAsync("/w/northwind")).Should().Be(await QueriesAsync("/w/nobodys"));
        (await QueriesAsync("/w/northwind")).Should().Be(0).And.Be(await QueriesAsync("/w/nobodys"));

        async Task<int> QueriesAsync(string url)
        {
            var before = host.Queries.Count;
            (await host.TextAsync(url, "mallory")).Should().Be("404");
            return host.Queries.Count - before;
        }
    }

    [Fact]
    public async Task Nobody_signed_in_gets_the_schemes_challenge()
    {
        await using var host = await WebHost.StartAsync();
        await host.CreateAsync("northwind");
        foreach (var url in (string[])["/w/northwind", "/w/nobodys", "/current"])
        {
            using var response = await host.GetAsync(url, user: null);
            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        }

        host.Queries.Count.Should().Be(await CountOfAsync(host, () => host.GetAsync("/w/other", user: null)), "nothing is looked up");

        await using var cookies = await WebHost.StartAsync(build: builder => builder.Services
            .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(o => o.LoginPath = "/sign-in"));
        using var redirect = await cookies.GetAsync("/w/northwind", user: null);
        redirect.StatusCode.Should().Be(HttpStatusCode.Redirect);
        redirect.Headers.Location!.ToString().Should().Contain("/sign-in?ReturnUrl=");
    }

    [Fact]
    public async Task Without_a_scheme_nobody_gets_401()
    {
        await using var host = await WebHost.StartAsync(build: builder => builder.Services.AddAuthentication(o => o.DefaultScheme = null));
        await using (host)
        {
            using var response = await host.GetAsync("/w/northwind", user: null);
            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task A_role_that_is_too_low_gets_403_and_changes_count_at_once()
    {
        await using var host = await WebHost.StartAsync();
        var workspace = await host.CreateAsync("northwind", ("grace", WorkspaceRole.Member));

        await ExpectAsync(await host.GetAsync("/w/northwind/admin", "grace"), 403, WorkspaceProblemTypes.RoleTooLow);
        (await host.TextAsync("/w/northwind", "grace")).Should().Be("northwind");

        await ChangeAsync(members => members.ChangeRoleAsync(workspace.Id, "grace", WorkspaceRole.Admin, cancellationToken: Token));
        (await host.TextAsync("/w/northwind/admin", "grace")).Should().Be("Admin");
        await ChangeAsync(members => members.ChangeRoleAsync(workspace.Id, "grace", WorkspaceRole.Viewer, cancellationToken: Token));
        (await host.TextAsync("/w/northwind/admin", "grace")).Should().Be("403");
        await ChangeAsync(members => members.RemoveAsync(workspace.Id, "grace", cancellationToken: Token));
        (await host.TextAsync("/w/northwind/admin", "grace")).Should().Be("404");

        Task<T> ChangeAsync<T>(Func<IWorkspaceMemberService, Task<T>> change) => host.WithAsync(change);
    }

    [Theory]
    [InlineData(nameof(WorkspaceStatus.Suspended), 403, WorkspaceProblemTypes.Suspended)]
    [InlineData(nameof(WorkspaceStatus.Archived), 410, WorkspaceProblemTypes.Gone)]
    [InlineData(nameof(WorkspaceStatus.Deleting), 410, WorkspaceProblemTypes.Gone)]
    [InlineData(nameof(WorkspaceStatus.Provisioning), 503, WorkspaceProblemTypes.NotReady)]
    [InlineData(nameof(WorkspaceStatus.Failed), 503, WorkspaceProblemTypes.NotReady)]
    [InlineData(nameof(WorkspaceStatus.Importing), 503, WorkspaceProblemTypes.NotReady)]
    public async Task A_workspaces_state_has_its_answer_for_members_alone(string status, int code, string type)
    {
        await using var host = await WebHost.StartAsync();
        var workspace = await host.CreateAsync("northwind");
        await SetAsync(host, workspace, status);

        using var response = await host.GetAsync("/w/northwind");
        await ExpectAsync(response, code, type);
        response.Headers.RetryAfter?.Delta.Should().Be(TimeSpan.FromSeconds(5));
        (response.Headers.RetryAfter is not null).Should().Be(code == 503);

        (await host.TextAsync("/w/northwind", "mallory")).Should().Be("404");
        (await host.TextAsync("/w/northwind", user: null)).Should().Be("401");
        (await host.TextAsync("/w/northwind/sign-in")).Should().Be("none");
        (await host.TextAsync("/health", user: null)).Should().Be("healthy");
    }

    [Fact]
    public async Task An_active_workspace_without_tables_is_not_ready()
    {
        await using var host = await WebHost.StartAsync();
        var workspace = await host.CreateAsync("northwind");
        await host.WithAsync<MasterDbContext, int>(master => master.Workspaces.Where(w => w.Id == workspace.Id).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.SchemaFingerprint, (string?)null), Token));

        await ExpectAsync(await host.GetAsync("/w/northwind"), 503, WorkspaceProblemTypes.NotReady);
    }

    [Fact]
    public async Task A_catalogue_that_is_away_gets_503_and_what_needs_none_answers()
    {
        await using var host = await WebHost.StartAsync(configure: options => options.CatalogueCacheDuration = TimeSpan.Zero);
        await host.CreateAsync("northwind");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        var master = Path.Combine(host.Directory, "pmassist_master.db");
        File.Move(master, master + ".away");

        using var response = await host.GetAsync("/w/northwind");
        await ExpectAsync(response, 503, WorkspaceProblemTypes.CatalogueAway);
        response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(5));
        (await host.TextAsync("/w/northwind/sign-in")).Should().Be("none");
        (await host.TextAsync("/health")).Should().Be("healthy");

        File.Move(master + ".away", master);
        (await host.TextAsync("/w/northwind")).Should().Be("northwind");
    }

    [Fact]
    public async Task A_user_without_an_id_is_a_member_of_nothing()
    {
        await using var host = await WebHost.StartAsync();
        await host.CreateAsync("northwind");
        (await host.TextAsync("/w/northwind", "nobody")).Should().Be("404");
        (await host.TextAsync("/w/northwind", new string('a', 5000))).Should().Be("404");
    }

    [Fact]
    public async Task An_endpoint_that_runs_into_a_state_gives_the_same_answer()
    {
        await using var host = await WebHost.StartAsync(
            builder => builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace")),
            app =>
            {
                app.UseExceptionHandler();
                app.UseWorkspaces();
                app.MapGet("/rent/{id:guid}", async (Guid id, IWorkspaceContextFactory<WorkspaceDbContext> contexts) =>
                {
                    await using var lease = await contexts.RentAsync(id);
                    return "rented";
                });
                app.MapGet("/fail", string () => throw new InvalidOperationException("its own"));
            });
        var workspace = await host.CreateAsync("northwind");
        (await host.TextAsync($"/rent/{workspace.Id}")).Should().Be("rented");
        await ExpectAsync(await host.GetAsync($"/rent/{Guid.NewGuid()}"), 404, WorkspaceProblemTypes.NotFound);
        await SetAsync(host, workspace, nameof(WorkspaceStatus.Archived));
        await ExpectAsync(await host.GetAsync($"/rent/{workspace.Id}"), 410, WorkspaceProblemTypes.Gone);
        (await host.TextAsync("/fail")).Should().Be("500");
    }

    [Fact]
    public async Task What_the_services_refuse_has_its_answer()
    {
        await using var host = await WebHost.StartAsync(
            builder => builder.Services.AddWorkspaceResolution(r => r.FromRoute("workspace")),
            app =>
            {
                app.UseExceptionHandler();
                app.UseWorkspaces();
                app.MapGet("/create/{slug}", async (string slug, IWorkspaceService workspaces)
                    => (await workspaces.CreateAsync(new NewWorkspace("Northwind", "ada") { Slug = slug })).Slug);
                app.MapGet("/change/{id:guid}", async (Guid id, IWorkspaceMemberService members)
                    => (await members.ChangeRoleAsync(id, "mallory", WorkspaceRole.Admin)).UserId);
                app.MapGet("/w/{workspace}/connect/{id:guid}", async (Guid id, IIntegrationService integrations)
                    => (await integrations.UpdateAsync(id, new IntegrationChanges())).Provider).RequireWorkspace();
            });
        var workspace = await host.CreateAsync("northwind");

        using (var invalid = await host.GetAsync("/create/Not_A_Slug"))
        {
            var body = JsonDocument.Parse(await invalid.Content.ReadAsStringAsync(Token)).RootElement;
            body.GetProperty("errors").GetProperty("Slug")[0].GetString().Should().Be(body.GetProperty("detail").GetString());
            await ExpectAsync(invalid, 400, WorkspaceProblemTypes.InvalidInput);
        }

        await ExpectAsync(await host.GetAsync("/create/northwind"), 409, WorkspaceProblemTypes.Conflict);
        await ExpectAsync(await host.GetAsync($"/change/{workspace.Id}"), 404, WorkspaceProblemTypes.MemberNotFound);
        await ExpectAsync(
            await host.GetAsync($"/w/northwind/connect/{Guid.NewGuid()}"), 404, WorkspaceProblemTypes.IntegrationNotFound);
    }

    [Theory]
    [InlineData("suspended", 403, WorkspaceProblemTypes.Suspended)]
    [InlineData("archived", 410, WorkspaceProblemTypes.Gone)]
    [InlineData("migration", 503, WorkspaceProblemTypes.NotReady)]
    public async Task A_state_that_arrives_as_an_error_has_the_same_answer(string state, int code, string type)
    {
        Exception? error = null;
        await using var host = await WebHost.StartAsync(build: builder =>
        {
            var inner = builder.Services.Last(s => s.ServiceType == typeof(IWorkspaceDirectory));
            builder.Services.AddSingleton<IWorkspaceDirectory>(p => new RefusingDirectory(
                (IWorkspaceDirectory)ActivatorUtilities.CreateInstance(p, inner.ImplementationType!), () => error));
        });
        var workspace = await host.CreateAsync("northwind");
        var other = await host.CreateAsync("eastwind");
        (await host.TextAsync("/w/northwind")).Should().Be("northwind");

        await SetAsync(host, other, state == "archived" ? nameof(WorkspaceStatus.Archived) : nameof(WorkspaceStatus.Suspended));
        error = state == "migration" ? new WorkspaceMigrationException("It failed.")
            : (await FluentActions.Awaiting(() => host.WithAsync<IWorkspaceContextFactory<WorkspaceDbContext>, object>(
                async f => await f.RentAsync(other.Id, Token))).Should().ThrowAsync<WorkspaceUnavailableException>()).Which;
        await ExpectAsync(await host.GetAsync($"/w/{workspace.Slug}"), code, type);
    }

    [Fact]
    public async Task Each_problem_has_its_place_in_the_page()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "aspnetcore.md"), Token);
        var types = typeof(WorkspaceProblemTypes).GetFields().Select(f => (string)f.GetRawConstantValue()!).ToList();
        types.Should().HaveCountGreaterThan(5);
        foreach (var type in types)
        {
            var (path, anchor) = (
                type[..type.IndexOf('#', StringComparison.Ordinal)], type[(type.IndexOf('#', StringComparison.Ordinal) + 1)..]);
            path.Should().EndWith("/docs/aspnetcore.md");
            page.Should().Contain($"<a id=\"{anchor}\"></a>");
        }
    }

    internal static async Task ExpectAsync(HttpResponseMessage response, int code, string type)
    {
        using (response)
        {
            ((int)response.StatusCode).Should().Be(code);
            response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
            var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
            problem.GetProperty("type").GetString().Should().Be(type);
            problem.GetProperty("status").GetInt32().Should().Be(code);
            problem.GetProperty("title").GetString().Should().NotBeNullOrEmpty();
            problem.GetProperty("detail").GetString().Should().NotBeNullOrEmpty();
        }
    }

    private static async Task<int> CountOfAsync(WebHost host, Func<Task<HttpResponseMessage>> send)
    {
        using var _ = await send();
        return host.Queries.Count;
    }

    private static async Task SetAsync(WebHost host, Workspace workspace, string status)
    {
        await host.WithAsync<MasterDbContext, int>(master => master.Workspaces.Where(w => w.Id == workspace.Id).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.Status, Enum.Parse<WorkspaceStatus>(status)), Token));
        host.Services.GetRequiredService<Providers.ICatalogue>().Forget(workspace.Id);
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "PmAssist.Tenancy.sln")))
        {
            directory = directory.Parent!;
        }

        return directory.FullName;
    }
}
