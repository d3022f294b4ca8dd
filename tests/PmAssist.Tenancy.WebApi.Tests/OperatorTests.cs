using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace PmAssist.Tenancy.WebApi.Tests;

/// <summary>What the person who runs the service sees and does.</summary>
[Trait("Category", "Long")]
public sealed partial class OperatorTests(Chromium chromium, Site site) : BrowserTest(chromium, site)
{
    private ILocator Figure(string name) => Page.Locator("#figures div").Filter(new() { HasText = name }).Locator("dd");

    private ILocator Row(string workspace) => Page.GetByRole(AriaRole.Row).Filter(new() { HasText = workspace });

    [Fact]
    public async Task Workspaces_that_are_behind_are_migrated_before_ones_eyes()
    {
        await OpenFleetAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create 25 demo workspaces" }).ClickAsync();
        await Expect(Figure("Behind")).ToHaveTextAsync("25");
        await Expect(Row("Cedar Museum")).ToContainTextAsync("behind");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Migrate all that are behind" }).ClickAsync();

        await Expect(Page.Locator("#run-state")).ToContainTextAsync("25 done, 0 failed");
        await Expect(Page.Locator("#run-log li")).ToHaveCountAsync(25);
        await Expect(Figure("Behind")).ToHaveTextAsync("0");
        await Expect(Row("Cedar Museum")).ToContainTextAsync("TaskDueDate");
        (await Page.Locator("#run-log li", new() { HasText = "Migrated" }).CountAsync()).Should().Be(25);
    }

    [Fact]
    public async Task A_run_that_is_over_can_still_be_read()
    {
        await OpenFleetAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Migrate all that are behind" }).ClickAsync();
        await Expect(Page.Locator("#run-state")).ToHaveTextAsync(Over());

        await Page.ReloadAsync();

        await Expect(Page.Locator("#run-state")).ToHaveTextAsync(Over());
    }

    [Fact]
    public async Task A_workspaces_audit_trail_has_who_suspended_it()
    {
        await Site.CreateWorkspaceAsync("ada", "Archer and Sons");
        await OpenFleetAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Suspend Archer and Sons" }).ClickAsync();
        await Expect(Row("Archer and Sons")).ToContainTextAsync("Suspended");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Audit trail of Archer and Sons" }).ClickAsync();

        var trail = Page.GetByRole(AriaRole.Dialog);
        await Expect(trail.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("workspace.suspended");
        await Expect(trail.GetByRole(AriaRole.Listitem).First).ToContainTextAsync("katherine");
        await Expect(trail.GetByRole(AriaRole.Listitem).Last).ToContainTextAsync("workspace.created");
    }

    [Fact]
    public async Task Nobody_else_sees_the_fleet()
    {
        await SignInAsync("Grace");
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Operator" })).ToHaveCountAsync(0);

        await Page.GotoAsync("/operator/");

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "For the operator" })).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Fleet" })).Not.ToBeVisibleAsync();
    }

    private async Task OpenFleetAsync()
    {
        await SignInAsync("Katherine");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Operator" }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Fleet" }).WaitForAsync();
    }

    [GeneratedRegex(@"\d+ done, 0 failed|Nothing was behind")]
    private static partial Regex Over();
}
