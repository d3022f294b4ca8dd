using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>Finds workspaces by what an operator calls them: an id, a schema or a slug.</summary>
internal sealed class WorkspaceNames(IServiceProvider services)
{
    private readonly IWorkspaceService _workspaces = services.GetRequiredService<IWorkspaceService>();

    /// <summary>Reads an id or a schema's name; null for anything else.</summary>
    public static Guid? IdIn(string name)
        => WorkspaceSchema.TryParse(name.ToLowerInvariant(), out var schema) && !schema.IsTemplate ? schema.WorkspaceId
            : Guid.TryParse(name, out var id) && id != Guid.Empty ? id
            : null;

    /// <summary>Gets a workspace in any state but deleted, from the database.</summary>
    /// <exception cref="UnknownWorkspaceException">There is none; with what was probably meant.</exception>
    public async Task<Workspace> GetAsync(string name, CancellationToken cancellationToken)
    {
        // A slug that looks like an id takes nobody's place.
        WorkspaceNotFoundException? unknown = null;
        if (IdIn(name) is { } id)
        {
            try
            {
                return await _workspaces.GetAsync(id, cancellationToken).ConfigureAwait(false);
            }
            catch (WorkspaceNotFoundException exception)
            {
                unknown = exception;
            }
        }

        if (await _workspaces.FindBySlugAsync(name, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        if (unknown is not null)
        {
            // The library's sentence, but for the method that it advises.
            var what = unknown.Message.Split(" List the known", 2)[0];
            throw new UnknownWorkspaceException($"{what} 'workspaces list' has the known ones.");
        }

        var slugs = await services.GetRequiredService<ICatalogue>().ReadAsync(
            (master, token) => master.Workspaces
                .Where(w => w.Status != WorkspaceStatus.Deleted && w.Status != WorkspaceStatus.Spare)
                .Select(w => w.Slug).ToListAsync(token),
            cancellationToken).ConfigureAwait(false);
        throw new UnknownWorkspaceException(
            Nearest.To(name, slugs) is { } near
                ? $"There is no workspace '{name}'. Did you mean '{near}'?"
                : $"There is no workspace '{name}'. 'workspaces list' has the known ones; name one by id, schema or slug.");
    }
}
