using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace PmAssist.Tenancy.WebApi.Tests;

/// <summary>No finding of axe on a page, in no state of it: light and dark, wide and narrow.</summary>
public abstract class AccessibilityTests(Chromium chromium, Site site) : BrowserTest(chromium, site)
{
    [Fact]
    public async Task Signing_in()
    {
        await Page.GotoAsync("/");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Ada" }).WaitForAsync();

        await NothingIsFoundAsync();
    }

    [Fact]
    public async Task A_workspace_with_something_in_it()
    {
        var slug = await Site.CreateWorkspaceAsync("ada", "Open Door");
        await SignInAsync("Ada");
        await NothingIsFoundAsync();

        await Page.GotoAsync($"/#{slug}");
        await Page.GetByLabel("New task").FillAsync("Look closely");
        await Page.GetByLabel("Due").FillAsync("2020-02-29");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add task" }).ClickAsync();
        await Expect(Region("Tasks")).ToContainTextAsync("Late");
        await Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await Page.GetByLabel("Repository, channel or project").FillAsync("open/door");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Connect" }).ClickAsync();
        await Expect(Region("Integrations")).ToContainTextAsync("open/door");

        await NothingIsFoundAsync();
    }

    [Fact]
    public async Task The_fleet_with_a_run_and_an_audit_trail()
    {
        await SignInAsync("Katherine");
        await Page.GotoAsync("/operator/");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create 25 demo workspaces" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Row)).Not.ToHaveCountAsync(1);
        await NothingIsFoundAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Migrate all that are behind" }).ClickAsync();
        await Expect(Page.Locator("#run-state")).ToContainTextAsync("25 done");
        await Expect(Page.Locator("#figures div").Filter(new() { HasText = "Behind" })).ToContainTextAsync("0");
        await NothingIsFoundAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Audit trail of Amber Bakery" }).ClickAsync();
        await Page.GetByRole(AriaRole.Dialog).GetByText("workspace.created").WaitForAsync();
        await NothingIsFoundAsync();
    }

    private async Task NothingIsFoundAsync()
    {
        var result = await Page.RunAxe();
        result.Violations.Select(v => $"{v.Impact} {v.Id}: {v.Help} ({string.Join(" ", v.Nodes.Take(3).Select(n => n.Html))})")
            .Should().BeEmpty();
        result.Passes.Should().HaveCountGreaterThan(10, "axe looked at the page");
    }
}
