using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A workspace gets another slug.</summary>
public abstract class WorkspaceSlugSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task A_changed_slug_is_seen_at_once_and_the_old_one_is_free()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync("Northwind", slug: "northwind");
        await (await host.RentAsync(workspace)).DisposeAsync();

        var changed = await ChangeAsync(host, workspace.Id, "northwind-traders");

        (changed.Slug, changed.Name, changed.DbSchemaName, changed.Version)
            .Should().Be(("northwind-traders", "Northwind", workspace.DbSchemaName, workspace.Version + 1));
        (await FindAsync(host, "northwind-traders"))!.Id.Should().Be(workspace.Id);
        (await FindAsync(host, "northwind")).Should().BeNull();
        await using (var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token))
        {
            scope.Workspace.Slug.Should().Be("northwind-traders");
        }

        await using (var lease = await host.RentAsync(workspace))
        {
            (await lease.Context.Integrations.CountAsync(Token)).Should().Be(0, "its tables are where they were");
        }

        var entry = (await host.AuditAsync(workspace.Id))[0];
        (entry.Action, entry.ActorId).Should().Be(("workspace.slug_changed", "ada"));
        entry.Details.Should().Contain("\"northwind\"").And.Contain("\"northwind-traders\"");
        (await host.CreateWorkspaceAsync("Another", slug: "northwind")).Slug.Should().Be("northwind");
    }

    [Fact]
    public async Task The_slug_that_a_workspace_has_changes_nothing()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync(slug: "same");
        var entries = (await host.AuditAsync(workspace.Id)).Count;

        (await ChangeAsync(host, workspace.Id, "same")).Should().BeEquivalentTo(workspace);

        (await host.AuditAsync(workspace.Id)).Should().HaveCount(entries);
    }

    [Fact]
    public async Task A_slug_that_is_taken_or_breaks_its_rule_is_refused_as_in_a_create()
    {
        await using var host = await StartAsync();
        var (workspace, other) = (await host.CreateWorkspaceAsync(slug: "mine"), await host.CreateWorkspaceAsync(slug: "taken"));

        var changing = (await FluentActions.Awaiting(() => ChangeAsync(host, workspace.Id, "taken"))
            .Should().ThrowAsync<WorkspaceConflictException>()).Which;
        var creating = (await FluentActions.Awaiting(() => host.CreateWorkspaceAsync(slug: "taken"))
            .Should().ThrowAsync<WorkspaceConflictException>()).Which;
        (changing.Slug, changing.Message).Should().Be((creating.Slug, creating.Message));
        foreach (var bad in new[] { "", "Upper", "two words", "a_b", "ä", "a\0", new string('a', 64) })
        {
            (await FluentActions.Awaiting(() => ChangeAsync(host, workspace.Id, bad)).Should().ThrowAsync<InvalidInputException>())
                .Which.Field.Should().Be("Slug");
        }

        await FluentActions.Awaiting(() => ChangeAsync(host, Guid.NewGuid(), "free")).Should().ThrowAsync<WorkspaceNotFoundException>();
        (await host.GetWorkspaceAsync(workspace.Id)).Should().BeEquivalentTo(workspace);

        await host.WithAsync<IWorkspaceService, bool>(async w =>
        {
            await w.DeleteAsync(other.Id, cancellationToken: Token);
            return true;
        });
        await FluentActions.Awaiting(() => ChangeAsync(host, other.Id, "back")).Should().ThrowAsync<WorkspaceNotFoundException>();
        (await ChangeAsync(host, workspace.Id, "taken")).Slug.Should().Be("taken", "a deleted workspace has given it back");
    }

    [Fact]
    public async Task Of_workspaces_that_want_one_slug_at_once_one_gets_it()
    {
        await using var first = await StartAsync();
        await using var second = first.Another();
        var workspaces = new List<Workspace>();
        for (var i = 0; i < 4; i++)
        {
            workspaces.Add(await first.CreateWorkspaceAsync(slug: $"start-{i}"));
        }

        for (var round = 0; round < 5; round++)
        {
            var slug = $"wanted-{round}";
            var got = await Task.WhenAll(workspaces.Select((w, i) => Task.Run(
                async () =>
                {
                    try
                    {
                        await ChangeAsync(i % 2 == 0 ? first : second, w.Id, slug);
                        return true;
                    }
                    catch (WorkspaceConflictException conflict)
                    {
                        conflict.Slug.Should().Be(slug);
                        return false;
                    }
                },
                Token)));

            got.Should().ContainSingle(won => won);
            (await FindAsync(second, slug))!.Id.Should().Be(workspaces[Array.IndexOf(got, true)].Id);
        }
    }

    [Fact]
    public async Task Of_changes_of_one_workspace_at_once_the_audit_log_has_those_that_were_made()
    {
        await using var first = await StartAsync();
        await using var second = first.Another();
        var workspace = await first.CreateWorkspaceAsync(slug: "start");

        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(
            async () =>
            {
                try
                {
                    return (await ChangeAsync(i % 2 == 0 ? first : second, workspace.Id, $"next-{i}")).Slug;
                }
                catch (WorkspaceConflictException)
                {
                    return null;
                }
            },
            Token)));

        var slugs = made.Where(s => s is not null).ToList();
        slugs.Should().NotBeEmpty();
        slugs.Should().Contain((await second.GetWorkspaceAsync(workspace.Id)).Slug);
        (await first.AuditAsync(workspace.Id)).Count(e => e.Action == "workspace.slug_changed").Should().Be(slugs.Count);
    }

    private static Task<Workspace> ChangeAsync(TestHost host, Guid id, string slug)
        => host.WithAsync<IWorkspaceService, Workspace>(w => w.ChangeSlugAsync(id, slug, "ada", Token));

    private static Task<Workspace?> FindAsync(TestHost host, string slug)
        => host.WithAsync<IWorkspaceService, Workspace?>(w => w.FindBySlugAsync(slug, Token));
}
