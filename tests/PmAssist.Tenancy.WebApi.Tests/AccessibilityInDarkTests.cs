using Microsoft.Playwright;

namespace PmAssist.Tenancy.WebApi.Tests;

/// <summary>Dark, and as narrow as a telephone.</summary>
[Trait("Category", "Long")]
public sealed class AccessibilityInDarkTests(Chromium chromium, Site site) : AccessibilityTests(chromium, site)
{
    protected override BrowserNewContextOptions Options
        => new() { ColorScheme = ColorScheme.Dark, ViewportSize = new() { Width = 390, Height = 844 } };
}
