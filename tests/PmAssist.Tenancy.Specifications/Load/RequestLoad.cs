using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace PmAssist.Tenancy.Specifications.Load;

/// <summary>Clients that ask for workspaces, and administrators who change these meanwhile. What was wrong, and what was done.</summary>
internal sealed class RequestLoad(IReadOnlyList<Build> builds, IReadOnlyList<Situation> situations, TimeSpan elsewhere)
{
    private const string MediaTypeOfProblems = "application/problem+json";

    private readonly ConcurrentQueue<string> _wrong = [];
    private readonly ConcurrentDictionary<(Build Build, string Answer), int> _answers = [];
    private readonly ConcurrentDictionary<string, int> _changes = [];

    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>How often each change was made.</summary>
    public IReadOnlyDictionary<string, int> Changes => _changes;

    /// <summary>How often a build gave an answer.</summary>
    public int Count(Build build, string answer) => _answers.GetValueOrDefault((build, answer));

    public int Count(string answer) => builds.Sum(b => Count(b, answer));

    public override string ToString()
        => string.Join(", ", _answers.Select(a => $"{(a.Key.Build.RefusesBehind ? "new" : "old")} {a.Key.Answer} {a.Value}").Order())
            + "; " + string.Join(", ", _changes.Select(c => $"{c.Key} {c.Value}").Order());

    /// <summary>One client, who is a user of some of the workspaces, until the time is over.</summary>
    public async Task AskAsync(string user, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        Situation[] own = [.. situations.Where(s => s.Roles.ContainsKey(user))];
        while (!cancellationToken.IsCancellationRequested)
        {
            var build = builds[random.Next(builds.Count)];
            var situation = random.Next(8) == 0 ? situations[random.Next(situations.Count)] : own[random.Next(own.Length)];
            var (method, path, least) = random.Next(10) switch
            {
                < 6 => (HttpMethod.Get, "rows", WorkspaceRole.Viewer),
                < 8 => (HttpMethod.Post, "rows", WorkspaceRole.Member),
                _ => (HttpMethod.Get, "admin", WorkspaceRole.Admin),
            };
            var name = random.Next(2) == 0 ? situation.Workspace.Slug : $"{situation.Workspace.Id}";
            using var request = new HttpRequestMessage(method, new Uri($"/w/{name}/{path}", UriKind.Relative));
            request.Headers.Add(Build.UserHeader, user);
            try
            {
                await SendAsync(build, situation, request, user, least);
            }
            catch (Exception exception)
            {
                _wrong.Enqueue($"{request} threw {exception}");
            }

            await Task.Yield();
        }
    }

    /// <summary>
    /// One administrator, alone responsible for some of the workspaces. Archives one of them at once, so that it happens however short
    /// the time is.
    /// </summary>
    public async Task AdministerAsync(IReadOnlyList<Situation> charges, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var leaving = charges.First(c => c.MayGo);
        await ChangeAsync(leaving, build => MoveAsync(build, leaving, WorkspaceStatus.Suspended), random);
        await ChangeAsync(leaving, build => MoveAsync(build, leaving, WorkspaceStatus.Archived), random);
        while (!cancellationToken.IsCancellationRequested)
        {
            var situation = charges[random.Next(charges.Count)];

            // A workspace that is deleted takes no new members.
            var isStatus = situation.Status.Last == WorkspaceStatus.Deleting || random.Next(3) == 0;
            await ChangeAsync(
                situation,
                build => isStatus ? ChangeStatusAsync(build, situation, random) : ChangeRoleAsync(build, situation, random),
                random);
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }

    private async Task ChangeAsync(Situation situation, Func<Build, Task<string>> change, Random random)
    {
        try
        {
            _changes.AddOrUpdate(await change(builds[random.Next(builds.Count)]), 1, (_, count) => count + 1);
        }
        catch (Exception exception)
        {
            _wrong.Enqueue($"A change of {situation.Workspace.Slug} threw {exception}");
        }
    }

    private async Task SendAsync(
        Build build, Situation situation, HttpRequestMessage request, string user, WorkspaceRole least)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var response = await build.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var answer = AnswerOf(response, text);
        var possible = situation.PossibleAnswers(user, least, build, started, elsewhere);
        _answers.AddOrUpdate((build, answer), 1, (_, count) => count + 1);
        if (!possible.Contains(answer) || response.StatusCode != Situation.StatusOf(answer))
        {
            _wrong.Enqueue(
                $"{request.Method} {request.RequestUri} of {user} got {(int)response.StatusCode} {answer}, "
                + $"not {string.Join(" or ", possible)}: {text}");
        }
        else if (response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is null)
        {
            _wrong.Enqueue($"{request.RequestUri}: 503 without Retry-After");
        }
        else if (answer == Situation.Served)
        {
            Look(situation, request, JsonSerializer.Deserialize<Seen>(text, JsonSerializerOptions.Web)!);
        }
    }

    /// <summary>Nothing of another workspace, and what the workspace has had from the start.</summary>
    private void Look(Situation situation, HttpRequestMessage request, Seen seen)
    {
        var id = situation.Workspace.Id;
        var isRead = request.Method == HttpMethod.Get && request.RequestUri!.OriginalString.EndsWith("rows", StringComparison.Ordinal);
        if (seen.Workspace != id || (isRead ? seen.WrittenFor is not [var only] || only != id : seen.WrittenFor.Count > 0))
        {
            _wrong.Enqueue(
                $"{request.RequestUri} is {id}, but was in {seen.Workspace} and saw rows of {string.Join(", ", seen.WrittenFor)}");
        }

        if (request.Method == HttpMethod.Post)
        {
            situation.Wrote();
        }
    }

    private static string AnswerOf(HttpResponseMessage response, string text)
        => response.IsSuccessStatusCode ? Situation.Served
            : response.Content.Headers.ContentType?.MediaType == MediaTypeOfProblems
                && JsonDocument.Parse(text).RootElement.TryGetProperty("type", out var type) ? type.GetString()!.Split('#')[^1]
            : "no problem";

    private static Task<string> ChangeStatusAsync(Build build, Situation situation, Random random)
    {
        var next = situation.Status.Last switch
        {
            WorkspaceStatus.Active => WorkspaceStatus.Suspended,
            WorkspaceStatus.Suspended when situation.MayGo && random.Next(2) == 0
                => random.Next(2) == 0 ? WorkspaceStatus.Archived : WorkspaceStatus.Deleting,
            WorkspaceStatus.Deleting => WorkspaceStatus.Suspended,
            _ => WorkspaceStatus.Active,
        };
        return MoveAsync(build, situation, next);
    }

    private static async Task<string> MoveAsync(Build build, Situation situation, WorkspaceStatus next)
    {
        var (id, from) = (situation.Workspace.Id, situation.Status.Last);
        await situation.Status.ChangeAsync(next, build, () => build.WithAsync<IWorkspaceService>(workspaces => next switch
        {
            WorkspaceStatus.Suspended when from == WorkspaceStatus.Deleting => workspaces.RestoreAsync(id),
            WorkspaceStatus.Suspended => workspaces.SuspendAsync(id),
            WorkspaceStatus.Archived => workspaces.ArchiveAsync(id),
            WorkspaceStatus.Deleting => workspaces.DeleteAsync(id),
            _ => workspaces.ResumeAsync(id),
        }));
        return $"{next}";
    }

    private static async Task<string> ChangeRoleAsync(Build build, Situation situation, Random random)
    {
        var id = situation.Workspace.Id;
        var removed = situation.Roles.Where(r => r.Value.Last is null).ToArray();
        var (user, history) = random.GetItems(removed.Length > 0 && random.Next(2) == 0 ? removed : [.. situation.Roles], 1)[0];
        var role = (WorkspaceRole)random.Next((int)WorkspaceRole.Owner);
        WorkspaceRole? next = history.Last is not null && random.Next(3) == 0 ? null : role;
        var what = next is null ? "removed" : history.Last is null ? "added" : "changed";
        await history.ChangeAsync(next, build, () => build.WithAsync<IWorkspaceMemberService>(members => what switch
        {
            "removed" => members.RemoveAsync(id, user),
            "added" => members.AddAsync(id, user, role),
            _ => members.ChangeRoleAsync(id, user, role),
        }));
        return what;
    }
}
