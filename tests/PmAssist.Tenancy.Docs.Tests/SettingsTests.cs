using System.Globalization;

namespace PmAssist.Tenancy.Docs.Tests;

/// <summary>The table of settings is complete and true.</summary>
public sealed class SettingsTests
{
    private static readonly Dictionary<string, string> Rows = Repository.Read("docs/getting-started.md").Split('\n')
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Where(cells => cells is ["", ['`', .., '`'], _, _, ""])
        .ToDictionary(cells => cells[1].Trim('`'), cells => cells[2].Trim('`'));

    [Fact]
    public void Every_setting_is_listed_and_nothing_else()
        => Rows.Keys.Should().BeEquivalentTo(typeof(TenancyOptions).GetProperties().Select(p => p.Name));

    [Fact]
    public void Its_default_is_the_one_that_is_listed()
        => typeof(TenancyOptions).GetProperties().Select(p => (p.Name, Text: Text(p.GetValue(new TenancyOptions())!)))
            .Should().OnlyContain(p => Rows[p.Name] == p.Text);

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        TimeSpan { TotalDays: >= 1 } time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays} days"),
        TimeSpan { TotalMinutes: >= 1 } time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes} min"),
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds} s"),
        _ => value.ToString()!,
    };
}
