using Microsoft.Playwright;

namespace PmAssist.Tenancy.WebApi.Tests;

[Trait("Category", "Long")]
public sealed class AccessibilityInLightTests(Chromium chromium, Site site) : AccessibilityTests(chromium, site)
{
    protected override BrowserNewContextOptions Options
        => new() { ColorScheme = ColorScheme.Light, ViewportSize = new() { Width = 1280, Height = 900 } };
}
