using System.Net;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>Somebody who tries: hostile values, names that nobody has, many of them.</summary>
public sealed class AttackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("..")]
    [InlineData("../eastwind")]
    [InlineData("%2e%2e%2feastwind")]
    [InlineData("northwind/")]
    [InlineData("northwind%00")]
    [InlineData("northwind ;drop schema ws")]
    [InlineData("' or 1=1 --")]
    [InlineData("NORTHWIND")]
    [InlineData("nоrthwind")]
    [InlineData("ｎorthwind")]
    [InlineData("northwind\u200B")]
    [InlineData("xn--nrthwind-q3a")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("{00000000-0000-0000-0000-000000000001}")]
    [InlineData("ws_00000000000000000000000000000000")]
    [InlineData("*")]
    public async Task A_hostile_value_is_nobodys_name(string value)
    {
        await using var host = await WebHost.StartAsync(r => r.FromHeader("X-Workspace").FromQuery("workspace").FromRoute("workspace"));
        await host.CreateAsync("northwind");
        var escaped = Uri.EscapeDataString(value);

        (await host.TextAsync($"/current?workspace={escaped}")).Should().Be("404");
        if (value.All(char.IsAscii))
        {
            (await host.TextAsync("/current", "ada", ("X-Workspace", value))).Should().Be("404");
        }

        // What is no segment of a path leads to no endpoint, which is the server's own 404.
        (await host.TextAsync($"/w/{escaped}/count")).Should().Be("404");
    }

    [Fact]
    public async Task A_header_of_10_KB_costs_no_query()
    {
        await using var host = await WebHost.StartAsync(r => r.FromHeader("X-Workspace"));
        await host.CreateAsync("northwind");
        var before = host.Queries.Count;

        (await host.TextAsync("/current", "ada", ("X-Workspace", new string('a', 10_240)))).Should().Be("404");
        (await host.TextAsync("/current", "ada", ("X-Workspace", new string('a', 64)))).Should().Be("404");

        (host.Queries.Count - before).Should().Be(0);
    }

    [Fact]
    public async Task A_header_or_a_query_lets_nobody_in_who_is_no_member()
    {
        await using var host = await WebHost.StartAsync(r => r.FromHeader("X-Workspace").FromQuery("workspace").FromClaim("workspace"));
        var workspace = await host.CreateAsync("northwind");
        foreach (var name in (string[])["northwind", $"{workspace.Id}"])
        {
            (await host.TextAsync("/current", "mallory", ("X-Workspace", name))).Should().Be("404");
            (await host.TextAsync($"/current?workspace={name}", "mallory")).Should().Be("404");
            (await host.TextAsync("/current", "mallory", (TestScheme.ClaimHeader, $"workspace={name}"))).Should().Be("404");
            (await host.TextAsync("/current", user: null, ("X-Workspace", name))).Should().Be("401");
        }
    }

    [Fact]
    public async Task Whose_id_differs_in_case_is_somebody_else()
    {
        await using var host = await WebHost.StartAsync();
        await host.CreateAsync("northwind");
        (await host.TextAsync("/w/northwind", "Ada")).Should().Be("404");
        (await host.TextAsync("/w/northwind", "ada")).Should().Be("northwind");
    }

    [Fact]
    public async Task A_slug_that_looks_like_an_id_takes_nobodys_place()
    {
        await using var host = await WebHost.StartAsync();
        var northwind = await host.CreateAsync("northwind");
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.CreateAsync(
            new NewWorkspace("Trap", "mallory") { Slug = northwind.Id.ToString() }, Token));

        (await host.TextAsync($"/w/{northwind.Id}", "ada")).Should().Be("northwind");
        (await host.TextAsync($"/w/{northwind.Id}", "mallory")).Should().Be("404");
    }

    [Fact]
    public async Task A_thousand_unknown_names_are_a_few_queries_and_nobody_else_waits_long()
    {
        await using var host = await WebHost.StartAsync(configure: options => options.CatalogueCacheSize = 10);
        await host.CreateAsync("northwind");
        await host.CreateAsync("eastwind");
        (await host.TextAsync("/w/northwind")).Should().Be("northwind");
        var before = host.Queries.Count;

        var tries = Enumerable.Range(0, 1000).Select(i => host.GetAsync($"/w/guess-{i}", "mallory")).ToList();
        (await host.TextAsync("/w/northwind")).Should().Be("northwind");
        (await host.TextAsync("/w/eastwind")).Should().Be("eastwind", "what is not known yet still gets its turn");
        foreach (var response in await Task.WhenAll(tries))
        {
            response.StatusCode.Should().Be(HttpStatusCode.NotFound);
            response.Dispose();
        }

        (host.Queries.Count - before).Should().BeLessThan(200);
        before = host.Queries.Count;
        (await host.TextAsync("/w/northwind")).Should().Be("northwind");
        (host.Queries.Count - before).Should().Be(0, "none of them took its place");
    }

    [Fact]
    public async Task A_known_workspace_costs_no_query()
    {
        await using var host = await WebHost.StartAsync();
        await host.CreateAsync("northwind", ("grace", WorkspaceRole.Member));
        foreach (var user in (string[])["ada", "grace", "mallory"])
        {
            await host.TextAsync("/w/northwind", user);
        }

        var before = host.Queries.Count;
        for (var i = 0; i < 5; i++)
        {
            (await host.TextAsync("/w/northwind", "ada")).Should().Be("northwind");
            (await host.TextAsync("/w/northwind", "grace")).Should().Be("northwind");
            (await host.TextAsync("/w/northwind", "mallory")).Should().Be("404");
        }

        (host.Queries.Count - before).Should().Be(0);
    }

    [Theory]
    [InlineData("mallory", "somebody else")]
    [InlineData("mallory", "mallory")]
    [InlineData(" ", "\t")]
    public async Task What_is_remembered_does_not_tell_an_unknown_workspace_from_one_of_others(string user, string other)
    {
        await using var host = await WebHost.StartAsync();
        var northwind = await host.CreateAsync("northwind");
        var eastwind = await host.CreateAsync("eastwind");
        var nobodys = Guid.NewGuid();
        var directory = host.Services.GetRequiredService<IWorkspaceDirectory>();
        await directory.FindBySlugAsync("northwind", "ada", Token);
        await directory.FindAsync(northwind.Id, "ada", Token);

        foreach (var asking in (string[])[user, user, other])
        {
            (await QueriesAsync(asking, "northwind")).Should().Be(await QueriesAsync(asking, "nobodys"));
            (await QueriesAsync(asking, northwind.Id)).Should().Be(await QueriesAsync(asking, nobodys));
            await host.WithAsync<IWorkspaceService, Workspace>(
                w => w.RenameAsync(eastwind.Id, $"Eastwind {Guid.NewGuid()}", cancellationToken: Token));
        }

        async Task<int> QueriesAsync(string asking, object name)
        {
            var before = host.Queries.Count;
            var found = name is Guid id
                ? await directory.FindAsync(id, asking, Token) : await directory.FindBySlugAsync((string)name, asking, Token);
            (found?.Role).Should().BeNull();
            return host.Queries.Count - before;
        }
    }

    [Fact]
    public async Task A_flood_does_not_tell_an_unknown_workspace_from_one_of_others()
    {
        await using var host = await WebHost.StartAsync();
        await host.CreateAsync("northwind");
        var directory = host.Services.GetRequiredService<IWorkspaceDirectory>();
        var users = Enumerable.Range(0, 100).Select(i => $"user-{i}").ToList();
        foreach (var slug in (string[])["northwind", "nobodys"])
        {
            await Task.WhenAll(users.Select(u => directory.FindBySlugAsync(slug, u, Token).AsTask()));
        }

        await Task.WhenAll(Enumerable.Range(0, 3000).Select(i => directory.FindBySlugAsync($"guess-{i}", "mallory", Token).AsTask()));

        var northwind = Remembered("northwind");
        var nobodys = Remembered("nobodys");
        northwind.Should().BeLessThan(70);
        nobodys.Should().BeLessThan(70);

        int Remembered(string slug) => users.Count(u => directory.FindBySlugAsync(slug, u, Token).AsTask().IsCompleted);
    }
}
