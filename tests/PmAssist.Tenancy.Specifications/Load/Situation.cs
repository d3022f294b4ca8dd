using System.Collections.Concurrent;
using System.Net;

namespace PmAssist.Tenancy.Specifications.Load;

/// <summary>A workspace under load: its state, who is a member, whether it lacks a migration, and how many rows were written.</summary>
/// <param name="workspace">The workspace.</param>
/// <param name="isBehind">Whether it lacks a migration at first.</param>
/// <param name="mayGo">Whether it may be archived or deleted, and come back.</param>
internal sealed class Situation(Workspace workspace, bool isBehind, bool mayGo)
{
    public const string Served = "served";

    private int _rows;

    public Workspace Workspace => workspace;

    public bool MayGo => mayGo;

    public History<WorkspaceStatus> Status { get; } = new(WorkspaceStatus.Active);

    public History<bool> IsBehind { get; } = new(isBehind);

    public ConcurrentDictionary<string, History<WorkspaceRole?>> Roles { get; } = [];

    /// <summary>The rows that were written, by what clients were told.</summary>
    public int Rows => _rows;

    public void Wrote() => Interlocked.Increment(ref _rows);

    /// <summary>The answers that a request may have got, by everything that may have been so while it was served.</summary>
    public IReadOnlyCollection<string> PossibleAnswers(string user, WorkspaceRole least, Build build, long started, TimeSpan elsewhere)
        => (from role in Roles.TryGetValue(user, out var roles) ? roles.Possible(started, build, elsewhere) : [null]
            from status in Status.Possible(started, build, elsewhere)
            from behind in build.RefusesBehind ? IsBehind.Possible(started, build, elsewhere) : [false]
            select Answer(role, status, behind, least)).ToHashSet();

    /// <summary>The last word of a problem's type, or that there was none.</summary>
    public static HttpStatusCode StatusOf(string answer)
        => answer switch
        {
            Served => HttpStatusCode.OK,
            "workspace-not-found" => HttpStatusCode.NotFound,
            "workspace-gone" => HttpStatusCode.Gone,
            "workspace-not-ready" => HttpStatusCode.ServiceUnavailable,
            _ => HttpStatusCode.Forbidden,
        };

    private static string Answer(WorkspaceRole? role, WorkspaceStatus status, bool behind, WorkspaceRole least)
        => (status, role) switch
        {
            (_, null) => "workspace-not-found",
            (WorkspaceStatus.Suspended, _) => "workspace-suspended",
            (WorkspaceStatus.Archived or WorkspaceStatus.Deleting, _) => "workspace-gone",
            _ when behind => "workspace-not-ready",
            _ when role < least => "workspace-role-too-low",
            _ => Served,
        };
}
