using Microsoft.Extensions.Logging;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>
/// What <see cref="IWorkspaceDirectory"/> found: a workspace in any state but deleted, and the role of the user asked about.
/// </summary>
/// <remarks>Immutable. Refers to what the process remembers of the workspace, so it costs no memory of its own.</remarks>
public readonly struct WorkspaceListing
{
    private readonly CatalogueEntry? _entry;

    internal WorkspaceListing(CatalogueEntry entry, WorkspaceRole? role) => (_entry, Role) = (entry, role);

    /// <summary>The workspace's id.</summary>
    /// <exception cref="ArgumentException">Nothing was found: this is the default value.</exception>
    public Guid Id => Entry.Id;

    /// <summary>The workspace's slug, as a new text in each call.</summary>
    /// <exception cref="ArgumentException">Nothing was found: this is the default value.</exception>
    public string Slug => Entry.Slug;

    /// <summary>Where the workspace is in its life.</summary>
    /// <exception cref="ArgumentException">Nothing was found: this is the default value.</exception>
    public WorkspaceStatus Status => Entry.Status;

    /// <summary>What the user may do; null for one who is no member, or if nobody was asked about.</summary>
    public WorkspaceRole? Role { get; }

    /// <summary>
    /// The same as <see cref="WorkspaceLoggerExtensions.BeginWorkspaceScope"/>, without making a <see cref="Workspace"/>.
    /// </summary>
    /// <param name="logger">Any logger of the host.</param>
    /// <returns>The scope; dispose it in the method that began it. Null if nothing logs.</returns>
    /// <exception cref="ArgumentException">Nothing was found: this is the default value.</exception>
    public IDisposable? BeginLogScope(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        return logger.IsEnabled(LogLevel.Critical) ? logger.BeginScope(new WorkspaceLogScope(Id, Slug)) : null;
    }

    internal CatalogueEntry Entry
        => _entry ?? throw new ArgumentException(
            $"Nothing was found. Take a {nameof(WorkspaceListing)} from {nameof(IWorkspaceDirectory)}.");
}
