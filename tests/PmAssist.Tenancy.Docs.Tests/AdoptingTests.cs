using System.Net;
using System.Net.Http.Json;

namespace PmAssist.Tenancy.Docs.Tests;

/// <summary>The page that takes an application to workspaces changes what it says, and the application works before and after.</summary>
public sealed class AdoptingTests : IDisposable
{
    private const string Before = "docs/Adopting/Before";
    private const string After = "docs/Adopting/After";
    private static readonly string[] Tasks = ["Measure", "Cut"];
    private readonly string _directory = Directory.CreateTempSubdirectory("pmassist-adopting-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_page_shows_every_changed_line_and_there_are_under_30()
    {
        var changes = Markdown.Blocks(Repository.Read("docs/adopting.md"), "diff").Select(Change.Parse).ToList();

        foreach (var change in changes)
        {
            change.Old.Should().Be(Code(change.OldFile), "the page shows {0}", change.OldFile);
            change.New.Should().Be(Code(change.NewFile), "the page shows {0}", change.NewFile);
        }

        changes.Sum(c => c.ChangedLines).Should().BePositive().And.BeLessThan(30);
        Others(After, changes.Select(c => c.NewFile))
            .Should().Equal(Others(Before, changes.Select(c => c.OldFile)), "nothing else has to change");
    }

    [Fact]
    public async Task The_application_works_before()
    {
        await using var application = await RunningApplication.StartAsync($"{Before}/Before.csproj", _directory, Token);
        await AddProjectAsync(application.Client, "/projects/Table");
        (await application.Client.GetFromJsonAsync<string[]>("/projects", Token)).Should().Equal("Table: 2 to do");
    }

    [Fact]
    public async Task Each_workspace_has_the_application_to_itself_after()
    {
        await using (var application = await RunningApplication.StartAsync($"{After}/After.csproj", _directory, Token))
        {
            var (first, second) = (await CreateAsync(application.Client, "First"), await CreateAsync(application.Client, "Second"));
            await AddProjectAsync(application.Client, $"/w/{first}/projects/Table");
            await AddProjectAsync(application.Client, $"/w/{second}/projects/Table");
            await AddProjectAsync(application.Client, $"/w/{second}/projects/Chair");
            await ExpectAsync(application.Client, first, "Table: 2 to do");
            await ExpectAsync(application.Client, second, "Chair: 2 to do", "Table: 2 to do");

            (await application.Client.GetAsync(new Uri($"/w/{Guid.NewGuid()}/projects", UriKind.Relative), Token)).StatusCode
                .Should().Be(HttpStatusCode.NotFound);
        }

        await using var restarted = await RunningApplication.StartAsync($"{After}/After.csproj", _directory, Token);
        await ExpectAsync(restarted.Client, await CreateAsync(restarted.Client, "Third"));
    }

    private static string Code(string file) => Markdown.Dedent(Repository.Read(file));

    /// <summary>The files of an application that the page does not show, but for migrations, which dotnet ef writes.</summary>
    private static IEnumerable<(string Name, string Text)> Others(string directory, IEnumerable<string> shown)
        => Repository.Find(Path.Combine(Repository.Root, directory), "*.cs*")
            .Where(f => !f.Contains("/Migrations/", StringComparison.Ordinal))
            .Except(shown)
            .Order(StringComparer.Ordinal)
            .Select(f => (Path.GetFileName(f), Repository.Read(f)));

    private static async Task AddProjectAsync(HttpClient client, string address)
        => (await client.PostAsJsonAsync(address, Tasks, Token)).StatusCode.Should().Be(HttpStatusCode.OK);

    private static async Task ExpectAsync(HttpClient client, Guid workspace, params string[] projects)
        => (await client.GetFromJsonAsync<string[]>($"/w/{workspace}/projects", Token)).Should().Equal(projects);

    private static async Task<Guid> CreateAsync(HttpClient client, string name)
    {
        var response = await client.PostAsync(new Uri($"/workspaces/{name}?owner=ada", UriKind.Relative), content: null, Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<Created>(Token))!.Id;
    }

    private sealed record Created(Guid Id);

    /// <summary>A file's difference as a page shows it, with all lines of the file.</summary>
    private sealed record Change(string OldFile, string NewFile, string Old, string New, int ChangedLines)
    {
        public static Change Parse(string block)
        {
            var lines = block.Split('\n');
            lines.Take(2).Select(l => l[..4]).Should().Equal("--- ", "+++ ");
            return new Change(
                lines[0][4..],
                lines[1][4..],
                Side(lines, '-'),
                Side(lines, '+'),
                lines.Skip(2).Count(l => l.Length > 0 && l[0] is '-' or '+'));
        }

        private static string Side(string[] lines, char mark)
            => Markdown.Dedent(string.Join(
                '\n', lines.Skip(2).Select(l => l.Length == 0 ? " " : l).Where(l => l[0] == ' ' || l[0] == mark).Select(l => l[1..])));
    }
}
