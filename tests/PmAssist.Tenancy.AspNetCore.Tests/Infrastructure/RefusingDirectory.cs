namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>A directory in which a workspace's state changes between being found and being admitted.</summary>
public sealed class RefusingDirectory(IWorkspaceDirectory inner, Func<Exception?> error) : IWorkspaceDirectory
{
    public ValueTask<WorkspaceListing?> FindAsync(Guid workspaceId, string? userId, CancellationToken cancellationToken = default)
        => inner.FindAsync(workspaceId, userId, cancellationToken);

    public ValueTask<WorkspaceListing?> FindBySlugAsync(string slug, string? userId, CancellationToken cancellationToken = default)
        => inner.FindBySlugAsync(slug, userId, cancellationToken);

    public ValueTask<WorkspaceListing> AdmitAsync(WorkspaceListing listing, CancellationToken cancellationToken = default)
        => error() is { } thrown ? throw thrown : inner.AdmitAsync(listing, cancellationToken);
}
