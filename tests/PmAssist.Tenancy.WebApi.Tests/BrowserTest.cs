using Microsoft.Playwright;

namespace PmAssist.Tenancy.WebApi.Tests;

/// <summary>A test of pages: each has a browser context of its own, so cookies of its own.</summary>
public abstract class BrowserTest(Chromium chromium, Site site) : IAsyncLifetime, IClassFixture<Site>
{
    /// <summary>Milliseconds; for a busy machine, which only what fails waits for.</summary>
    private const int Timeout = 30_000;

    private readonly List<string> _errors = [];
    private IBrowserContext? _context;

    protected Site Site { get; } = site;

    protected IPage Page { get; private set; } = null!;

    /// <summary>How the page is looked at.</summary>
    protected virtual BrowserNewContextOptions Options => new();

    public virtual async ValueTask InitializeAsync()
    {
        var options = Options;
        options.BaseURL = Site.Address.ToString();
        _context = await chromium.Browser.NewContextAsync(options);
        _context.SetDefaultTimeout(Timeout);
        Assertions.SetDefaultExpectTimeout(Timeout);
        Page = await _context.NewPageAsync();
        Page.PageError += (_, error) => _errors.Add(error);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_context is not null)
        {
            await _context.CloseAsync();
        }

        _errors.Should().BeEmpty("no script of a page may fail");
    }

    protected async Task SignInAsync(string name)
    {
        await Page.GotoAsync("/");
        await Page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
    }

    protected async Task SignOutAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Who are you today?" }).WaitForAsync();
    }

    protected ILocator Region(string name) => Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });
}
