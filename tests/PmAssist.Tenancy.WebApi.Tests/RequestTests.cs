using Microsoft.Playwright;

namespace PmAssist.Tenancy.WebApi.Tests;

/// <summary>The pages come from the sample alone: it works without the internet, and tells nobody that it is used.</summary>
[Trait("Category", "Long")]
public sealed class RequestTests(Chromium chromium, Site site) : BrowserTest(chromium, site)
{
    [Fact]
    public async Task No_page_asks_another_site()
    {
        var asked = new List<Uri>();
        Page.Request += (_, request) => asked.Add(new(request.Url));

        await SignInAsync("Katherine");
        await Page.GotoAsync("/operator/");
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Fleet" }).WaitForAsync();
        await Page.GotoAsync("/scalar/");
        await Page.GetByText("Who is signed in").First.WaitForAsync();

        asked.Should().HaveCountGreaterThan(10);
        asked.Where(uri => uri.Scheme is "http" or "https" && uri.Authority != Site.Address.Authority).Should().BeEmpty();
    }
}
