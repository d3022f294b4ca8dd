namespace PmAssist.Tenancy;

/// <summary>
/// Told by the library what happened to workspaces: after the commit, in the process that did it, before the call returns. Register any
/// number with <c>services.AddSingleton&lt;IWorkspaceObserver, …&gt;()</c>, and implement the methods of interest; the others do nothing.
/// </summary>
/// <remarks>
/// Singleton; called from any thread, and for several workspaces at once. What an observer throws is logged as
/// the event <c>ObserverFailed</c> (1302) and neither undoes nor hides the change; one that cannot be made keeps the others from being
/// told, too. A process that ends between the commit and the call tells nothing, and neither does one whose connection was lost before
/// it heard of the commit: who must not miss any follows the audit log, <see cref="IAuditLog.FollowAsync"/>.
/// </remarks>
public interface IWorkspaceObserver
{
    /// <summary>A workspace was created; it has its schema.</summary>
    /// <param name="workspace">The workspace as it was afterward.</param>
    /// <param name="cancellationToken">The token of the call that did it.</param>
    Task CreatedAsync(Workspace workspace, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A workspace was migrated.</summary>
    /// <inheritdoc cref="CreatedAsync"/>
    Task MigratedAsync(Workspace workspace, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A workspace was suspended.</summary>
    /// <inheritdoc cref="CreatedAsync"/>
    Task SuspendedAsync(Workspace workspace, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A workspace was resumed.</summary>
    /// <inheritdoc cref="CreatedAsync"/>
    Task ResumedAsync(Workspace workspace, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A workspace was archived.</summary>
    /// <inheritdoc cref="CreatedAsync"/>
    Task ArchivedAsync(Workspace workspace, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A workspace was deleted: it is closed, and can be restored until it is purged.</summary>
    /// <inheritdoc cref="CreatedAsync"/>
    Task DeletedAsync(Workspace workspace, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A deleted workspace was restored.</summary>
    /// <inheritdoc cref="CreatedAsync"/>
    Task RestoredAsync(Workspace workspace, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A deleted workspace was purged: its schema is gone.</summary>
    /// <param name="workspace">The workspace as it was before, with its slug and its schema's name.</param>
    /// <param name="cancellationToken">The token of the call that did it.</param>
    Task PurgedAsync(Workspace workspace, CancellationToken cancellationToken) => Task.CompletedTask;
}
