using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Makes a workspace of a file. It becomes visible when all of it is there; what fails leaves nothing.</summary>
internal sealed class WorkspaceImporter(
    FilePlanner planner,
    RowLoader loader,
    NewWorkspaces newWorkspaces,
    ICatalogue catalogue,
    IWorkspaceService workspaces,
    IWorkspaceMemberService members)
{
    public async Task<Workspace> ImportAsync(Stream source, ImportOptions options, CancellationToken cancellationToken)
    {
        var file = await ExportFile.OpenAsync(source, options.SigningKey, cancellationToken).ConfigureAwait(false);
        await using var disposal = file.ConfigureAwait(false);
        var manifest = file.Manifest;
        if (manifest.IsPartial)
        {
            throw new PortabilityException(
                "The file has only some of the workspace's tables, so no workspace can be made of it. Compare it with a workspace, or copy "
                + "from it (CopyBackAsync).");
        }

        var plan = await planner.PlanAsync(file, options.RoundTimes, cancellationToken).ConfigureAwait(false);
        var people = options.Members ? await MasterRows.ReadMembersAsync(file, cancellationToken).ConfigureAwait(false) : [];
        var request = await RequestOfAsync(manifest, options, people, cancellationToken).ConfigureAwait(false);
        return await newWorkspaces.CreateAsync(
            request,
            new InitialRows(
                (session, token) => loader.ReplaceAsync(
                    session, file, plan, new ProgressMeter(options.Progress, manifest.Rows), token),
                version: plan.Version,
                seeds: false),
            workspace => CompleteAsync(workspace, manifest, people, request.OwnerId, request.ActorId, cancellationToken),
            PortabilityAudit.Import(manifest),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the master has of it, before anybody can see it.</summary>
    private async Task CompleteAsync(
        Workspace workspace,
        ExportManifest manifest,
        IReadOnlyList<ExportedMember> people,
        string ownerId,
        string? actorId,
        CancellationToken cancellationToken)
    {
        if (JsonSerializer.Deserialize<Dictionary<string, object?>>(manifest.Workspace.Properties) is { Count: > 0 } values)
        {
            await workspaces.ChangePropertiesAsync(workspace.Id, values, expectedVersion: null, actorId, cancellationToken)
                .ConfigureAwait(false);
        }

        foreach (var member in people.Where(m => m.UserId != ownerId))
        {
            await members.AddAsync(workspace.Id, member.UserId, Enum.Parse<WorkspaceRole>(member.Role), actorId, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async Task<NewWorkspace> RequestOfAsync(
        ExportManifest manifest, ImportOptions options, IReadOnlyList<ExportedMember> people, CancellationToken cancellationToken)
    {
        var owner = options.OwnerId
            ?? people.FirstOrDefault(m => m.Role == nameof(WorkspaceRole.Owner))?.UserId
            ?? throw new PortabilityException(
                "Nobody is named who owns the new workspace. Set OwnerId, or Members for a file that has its members.");
        return new NewWorkspace(options.Name ?? manifest.Workspace.Name, owner)
        {
            Id = options.Id,
            Slug = options.Slug ?? await FreeAsync(manifest.Workspace.Slug, cancellationToken).ConfigureAwait(false),
            ActorId = options.ActorId ?? owner,
        };
    }

    private async Task<string?> FreeAsync(string slug, CancellationToken cancellationToken)
        => await catalogue.ReadAsync((context, token) => context.Workspaces.AnyAsync(w => w.Slug == slug, token), cancellationToken)
            .ConfigureAwait(false) ? null : slug;
}
