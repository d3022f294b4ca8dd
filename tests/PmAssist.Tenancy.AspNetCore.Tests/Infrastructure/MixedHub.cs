using Microsoft.AspNetCore.SignalR;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>A hub whose class says nothing: its methods do, or what it is mapped with.</summary>
public sealed class MixedHub(IWorkspaceAccessor accessor, MixedHub.Record record, ILoggerFactory loggers) : Hub
{
    public string Plain() => Here();

    [RequireWorkspace(WorkspaceRole.Admin)]
    public string Admin() => accessor.Current?.Slug ?? "none";

    [RequireWorkspace]
    public string Low() => Here();

    [AllowNoWorkspace]
    public string Open() => accessor.Current?.Slug ?? "none";

    public void Leave()
    {
        record.HasLeft = true;
        Context.Abort();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        record.Disconnected.TrySetResult(accessor.Current?.Slug ?? "none");
        return Task.CompletedTask;
    }

    private string Here()
    {
        loggers.CreateLogger(ScopeRecorder.Category).LogInformation("Here");
        return accessor.Current?.Slug ?? "none";
    }

    /// <summary>What a test waits for.</summary>
    public sealed class Record
    {
        public bool HasLeft { get; set; }

        public TaskCompletionSource<string> Disconnected { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
