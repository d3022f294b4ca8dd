namespace PmAssist.Tenancy.WebApi.Tests;

public sealed class BrowserFoundTests
{
    private const string Missing = "there is no chromium on this machine's PATH; the sample's pages are not tested";

    [Fact]
    public void The_browser_of_these_tests()
    {
        if (Chromium.Program is null && Chromium.IsRequired)
        {
            Assert.Fail($"chromium is required by PMASSIST_TEST_REQUIRE, but {Missing}");
        }

        Assert.SkipWhen(Chromium.Program is null, Missing);
        TestContext.Current.TestOutputHelper!.WriteLine($"The pages were tested in {Chromium.Program}");
    }
}
