using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace PmAssist.Tenancy.WebApi.Tests;

/// <summary>What a member of workspaces sees and does.</summary>
[Trait("Category", "Long")]
public sealed partial class WorkspaceTests(Chromium chromium, Site site) : BrowserTest(chromium, site)
{
    private ILocator Switcher => Page.GetByRole(AriaRole.Navigation, new() { Name = "Your workspaces" });

    [Fact]
    public async Task Nobody_is_in_before_signing_in_and_out_again_after_signing_out()
    {
        await Page.GotoAsync("/");
        await Expect(Page.GetByText("Development only")).ToBeVisibleAsync();
        await Expect(Switcher).Not.ToBeVisibleAsync();

        await SignInAsync("Ada");
        await Expect(Switcher).ToBeVisibleAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Who are you today?" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_new_workspace_is_open_and_empty()
    {
        await SignInAsync("Ada");

        await CreateAsync("Pottery Barn");

        await Expect(Page.Locator("#role")).ToHaveTextAsync("Owner");
        await Expect(Page.Locator("#schema")).ToHaveTextAsync(Schema());
        await Expect(Region("Tasks")).ToContainTextAsync("Nothing to do.");
        await Expect(Region("Members").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Each_workspace_has_its_own_tasks_and_notes_and_integrations()
    {
        await SignInAsync("Ada");
        await CreateAsync("Lighthouse");
        await AddTaskAsync("Paint the tower");
        await Page.GetByLabel("New note").FillAsync("The lamp is from 1907.");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add note" }).ClickAsync();
        await Page.GetByLabel("Repository, channel or project").FillAsync("harbor/lighthouse");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Connect" }).ClickAsync();
        await Expect(Region("Notes")).ToContainTextAsync("The lamp is from 1907.");
        await Expect(Region("Integrations")).ToContainTextAsync("harbor/lighthouse");

        await CreateAsync("Boathouse");
        await AddTaskAsync("Mend the roof");

        await Expect(Region("Tasks")).Not.ToContainTextAsync("Paint the tower");
        await Expect(Region("Notes")).ToContainTextAsync("No notes.");
        await Expect(Region("Integrations")).ToContainTextAsync("Nothing connected.");

        await SwitchToAsync("Lighthouse");
        await Expect(Region("Tasks")).ToContainTextAsync("Paint the tower");
        await Expect(Region("Tasks")).Not.ToContainTextAsync("Mend the roof");
        await Expect(Region("Integrations")).ToContainTextAsync("harbor/lighthouse");
    }

    /// <summary>The first workspace's tasks come when the second is open already.</summary>
    [Fact]
    public async Task A_late_answer_of_one_workspace_is_not_shown_in_another()
    {
        await SignInAsync("Ada");
        await CreateAsync("Tortoise");
        await AddTaskAsync("Crawl");
        await CreateAsync("Hare");
        await AddTaskAsync("Run");
        var late = new TaskCompletionSource();
        await Page.RouteAsync("**/w/tortoise/tasks/", async route =>
        {
            await late.Task;
            await route.ContinueAsync();
        });

        await Switcher.GetByRole(AriaRole.Link, new() { Name = "Tortoise" }).ClickAsync();
        await Expect(Page.Locator("#name")).ToHaveTextAsync("Tortoise");
        await SwitchToAsync("Hare");
        await Expect(Region("Tasks")).ToContainTextAsync("Run");
        late.SetResult();
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        await Expect(Region("Tasks")).ToContainTextAsync("Run");
        await Expect(Region("Tasks")).Not.ToContainTextAsync("Crawl");
    }

    [Fact]
    public async Task A_task_is_done_by_its_box_and_removed_by_its_button()
    {
        await SignInAsync("Ada");
        await CreateAsync("Chores");
        await AddTaskAsync("Sweep");

        await Page.GetByRole(AriaRole.Checkbox, new() { Name = "Sweep" }).CheckAsync();
        await Expect(Page.Locator("#tasks-count")).ToHaveTextAsync("0 open, 1 done");
        await Expect(Page.GetByRole(AriaRole.Checkbox, new() { Name = "Sweep" })).ToBeFocusedAsync();
        await Page.ReloadAsync();
        await Expect(Page.GetByRole(AriaRole.Checkbox, new() { Name = "Sweep" })).ToBeCheckedAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove the task Sweep" }).ClickAsync();
        await Expect(Region("Tasks")).ToContainTextAsync("Nothing to do.");
    }

    [Fact]
    public async Task Somebody_sees_a_workspace_only_after_the_invitation_and_may_do_what_the_role_allows()
    {
        var slug = await Site.CreateWorkspaceAsync("ada", "Secret Garden");
        await SignInAsync("Grace");
        await Page.GotoAsync($"/#{slug}");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "No such workspace" })).ToBeVisibleAsync();
        await Expect(Switcher).Not.ToContainTextAsync("Secret Garden");

        await SignOutAsync();
        await SignInAsync("Ada");
        await SwitchToAsync("Secret Garden");
        await Page.GetByLabel("Invite").SelectOptionAsync("Grace");
        await Page.GetByLabel("Role").SelectOptionAsync("Viewer");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await Expect(Page.Locator("#members")).ToContainTextAsync("Grace", new() { UseInnerText = true });

        await SignOutAsync();
        await SignInAsync("Grace");
        await SwitchToAsync("Secret Garden");
        await Expect(Page.Locator("#role")).ToHaveTextAsync("Viewer");
        await Expect(Page.GetByLabel("New task")).Not.ToBeVisibleAsync();
        await Expect(Page.GetByLabel("Invite")).Not.ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_refused_is_said_on_the_page()
    {
        await SignInAsync("Ada");
        await Page.GetByLabel("New workspace").FillAsync("   ");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create workspace" }).ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("blank");
    }

    [Fact]
    public async Task All_of_it_works_by_keyboard()
    {
        await Page.GotoAsync("/");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Ada" }).FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Page.GetByLabel("New workspace").WaitForAsync();
        await Page.GetByLabel("New workspace").FocusAsync();
        await Page.Keyboard.TypeAsync("By Hand");
        await Page.Keyboard.PressAsync("Enter");
        await Page.GetByRole(AriaRole.Heading, new() { Name = "By Hand" }).WaitForAsync();
        await Page.GetByLabel("New task").FocusAsync();
        await Page.Keyboard.TypeAsync("First");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Region("Tasks")).ToContainTextAsync("First");

        // The field is ready for the next one.
        await Expect(Page.GetByLabel("New task")).ToBeFocusedAsync();
        await Expect(Page.GetByLabel("New task")).ToHaveValueAsync("");
    }

    private async Task CreateAsync(string name)
    {
        await Page.GetByLabel("New workspace").FillAsync(name);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create workspace" }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = name }).WaitForAsync();
    }

    private async Task SwitchToAsync(string name)
    {
        await Switcher.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = name }).WaitForAsync();
    }

    private async Task AddTaskAsync(string title)
    {
        await Page.GetByLabel("New task").FillAsync(title);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add task" }).ClickAsync();
        await Expect(Region("Tasks")).ToContainTextAsync(title);
    }

    [GeneratedRegex("^ws_[0-9a-f]{32}$")]
    private static partial Regex Schema();
}
