using System.Net;
using System.Text.RegularExpressions;

namespace PmAssist.Tenancy.Docs.Tests;

/// <summary>The program of the page on ASP.NET Core runs, and answers as the page says.</summary>
public sealed partial class WebPageTests : IDisposable
{
    private const int InfrastructureLines = 15;
    private const string Project = "docs/Web/Web.csproj";

    private static readonly string Page = Repository.Read("docs/aspnetcore.md");
    private readonly string _directory = Directory.CreateTempSubdirectory("pmassist-web-page-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task What_the_page_tries_is_answered_as_it_says()
    {
        var requests = Curl().Matches(Page);
        requests.Count(r => r.Groups["answer"].Success).Should().BeGreaterThan(3);
        await using var application = await RunningApplication.StartAsync(Project, _directory, Token);
        var users = new Dictionary<string, HttpClient>();
        foreach (Match match in requests)
        {
            var jar = match.Groups["jar"].Value;
            if (!users.TryGetValue(jar, out var client))
            {
                users[jar] = client = new HttpClient { BaseAddress = application.Client.BaseAddress };
            }

            using var request = new HttpRequestMessage(
                match.Groups["post"].Success ? HttpMethod.Post : HttpMethod.Get, new Uri(match.Groups["path"].Value, UriKind.Relative));
            using var response = await client.SendAsync(request, Token);
            var answer = response.StatusCode == HttpStatusCode.OK
                ? await response.Content.ReadAsStringAsync(Token)
                : $"{(int)response.StatusCode}";
            answer.Should().Be(match.Groups["answer"].Value, "the page says so of {0}", match.Value);
        }

        users.Values.ToList().ForEach(client => client.Dispose());
    }

    [Fact]
    public void What_a_host_writes_before_its_first_endpoint_is_short()
        => Markdown.Blocks(Page, "csharp").First().Split('\n')
            .TakeWhile(line => !line.Contains("Map", StringComparison.Ordinal) || line.Contains("MapGroup", StringComparison.Ordinal))
            .Count(line => line.Length > 0)
            .Should().BeLessThan(InfrastructureLines);

    [GeneratedRegex(@"^curl -[bc] (?<jar>\S+)(?<post> -X POST)? http://localhost:5080(?<path>\S+)( +# (?<answer>.+))?$",
        RegexOptions.Multiline)]
    private static partial Regex Curl();
}
