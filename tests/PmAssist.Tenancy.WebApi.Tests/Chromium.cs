using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(PmAssist.Tenancy.WebApi.Tests.Chromium))]

namespace PmAssist.Tenancy.WebApi.Tests;

/// <summary>The machine's own browser, started once per test process. None is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Its program; null if the machine has none.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Whether <c>PMASSIST_TEST_REQUIRE</c> names it.</summary>
    public static bool IsRequired { get; } = (Environment.GetEnvironmentVariable("PMASSIST_TEST_REQUIRE") ?? "")
        .Split(',', StringSplitOptions.TrimEntries).Contains("chromium", StringComparer.OrdinalIgnoreCase);

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("This machine has no Chromium.");

    public async ValueTask InitializeAsync()
    {
        if (Program is not null)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}
