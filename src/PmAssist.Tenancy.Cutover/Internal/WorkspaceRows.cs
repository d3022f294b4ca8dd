using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>
/// Keeps the catalogue's rows as the source's <c>Workspace</c> table has them. New ones wait in state Importing for their schema and
/// rows.
/// </summary>
internal sealed class WorkspaceRows(CutoverStore store, CutoverWorkspaces workspaceStore, CutoverDialect dialect, ICatalogue catalogue)
{
    /// <param name="source">The source database.</param>
    /// <param name="phase">The phase that the pass began in; another is an error.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<CarriedWorkspaces> CarryAsync(CutoverSource source, CutoverPhase phase, CancellationToken cancellationToken)
        => store.InMasterAsync(
            dialect.Attachment(source.Description), (session, token) => CarryAsync(session, source, phase, token), cancellationToken);

    /// <summary>The source side's workspaces with the keys that its tables have for them.</summary>
    public static async Task<IReadOnlyList<SourceWorkspace>> KeysAsync(
        CutoverCommands commands, TableMapping mapping, CancellationToken cancellationToken)
    {
        var rows = await commands.QueryAsync(mapping.Queries.SelectWorkspaceKeys(), cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => new SourceWorkspace(CutoverStore.IdOf(row[0]!), row[1]!))];
    }

    private async Task<CarriedWorkspaces> CarryAsync(
        SchemaSession session, CutoverSource source, CutoverPhase phase, CancellationToken cancellationToken)
    {
        var mapping = source.NewSide.Workspaces;
        var context = (MasterDbContext)session.Context;
        var commands = CutoverCommands.In(session);
        await store.RequirePhaseAsync(commands, phase, cancellationToken).ConfigureAwait(false);
        var usesChecks = mapping.Checks.Any(c => c.Action != CutoverAction.Stop);
        await commands.PrepareAsync(dialect, usesChecks, cancellationToken).ConfigureAwait(false);
        await source.StageAsync(session, [source.Mapping.Workspaces], workspace: null, cancellationToken).ConfigureAwait(false);
        var keys = await KeysAsync(commands, mapping, cancellationToken).ConfigureAwait(false);
        var query = mapping.Queries.SelectEntities()
            .Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        var found = await context.Workspaces.FromSqlRaw(query).AsNoTracking().ToListAsync(cancellationToken).ConfigureAwait(false);
        var states = await workspaceStore.StatesAsync(commands, cancellationToken).ConfigureAwait(false);
        var rows = await context.Workspaces.AsNoTracking().ToDictionaryAsync(w => w.Id, cancellationToken).ConfigureAwait(false);
        var hasSlug = mapping.Columns.Any(c => c.Target.Name == "slug");
        var slugs = rows.Values.Select(w => w.Slug).ToHashSet();
        var statements = new List<string>();
        var (inserted, updated) = (0, 0);
        foreach (var workspace in found)
        {
            var wanted = workspace.Status;
            if (hasSlug)
            {
                RequireValidSlug(workspace);
            }

            if (!states.TryGetValue(workspace.Id, out var state))
            {
                if (rows.ContainsKey(workspace.Id))
                {
                    throw new CutoverException(
                        $"The master schema has a workspace {workspace.Id} that did not come from the source database. "
                        + "One of the two has to get another id; nothing was changed.");
                }

                var values = new Dictionary<string, object?>
                {
                    [nameof(Workspace.Slug)] = hasSlug ? workspace.Slug : Free(slugs, WorkspaceSlug.FromName(workspace.Name, workspace.Id)),
                    [nameof(Workspace.Status)] = WorkspaceStatus.Importing,
                };
                statements.Add(catalogue.Insert(workspace, values).Text);
                states.Add(workspace.Id, state = new WorkspaceState(wanted));
                statements.Add(workspaceStore.Insert(workspace.Id, state));
                inserted++;
            }
            else if (Changes(rows[workspace.Id], workspace, hasSlug) is { Count: > 0 } changes)
            {
                if (hasSlug && workspace.Slug != rows[workspace.Id].Slug)
                {
                    // Another one may have it still, and gives it up further on.
                    var between = new Dictionary<string, object?>
                    {
                        [nameof(Workspace.Slug)] = workspace.Id.ToString("N"),
                        [nameof(Workspace.UpdatedUtc)] = workspace.UpdatedUtc,
                    };
                    statements.Insert(0, catalogue.Update(workspace.Id, between).Text);
                }

                statements.Add(catalogue.Update(workspace.Id, changes).Text);
                updated++;
            }

            if (state.Status != wanted)
            {
                states[workspace.Id] = state with { Status = wanted };
                statements.Add(workspaceStore.Update(workspace.Id, states[workspace.Id]));
            }
        }

        foreach (var chunk in statements.Chunk(200))
        {
            var generated = chunk.Select(s => new SchemaStatement(s, isGenerated: true)).ToList();
            await session.ExecuteAsync(generated, cancellationToken).ConfigureAwait(false);
        }

        return new CarriedWorkspaces(keys, states, [.. states.Keys.Except(found.Select(w => w.Id))], new CopyCounts(inserted, updated, 0));
    }

    private static Dictionary<string, object?> Changes(Workspace row, Workspace source, bool hasSlug)
    {
        var changes = new Dictionary<string, object?>
        {
            [nameof(Workspace.Name)] = source.Name,
            [nameof(Workspace.Slug)] = hasSlug ? source.Slug : row.Slug,
            [nameof(Workspace.CreatedUtc)] = source.CreatedUtc,
            [nameof(Workspace.UpdatedUtc)] = source.UpdatedUtc,
            [nameof(Workspace.LastSeenUtc)] = source.LastSeenUtc ?? row.LastSeenUtc,
        };
        var before = new Dictionary<string, object?>
        {
            [nameof(Workspace.Name)] = row.Name,
            [nameof(Workspace.Slug)] = row.Slug,
            [nameof(Workspace.CreatedUtc)] = row.CreatedUtc,
            [nameof(Workspace.UpdatedUtc)] = row.UpdatedUtc,
            [nameof(Workspace.LastSeenUtc)] = row.LastSeenUtc,
        };
        return changes.All(c => Equals(c.Value, before[c.Key])) ? [] : changes;
    }

    private static void RequireValidSlug(Workspace workspace)
    {
        if (!WorkspaceSlug.IsValid(workspace.Slug))
        {
            throw new CutoverException(
                $"The workspace {workspace.Id} has the slug '{workspace.Slug}', which {WorkspaceSlug.Rule}. Leave the slug out, and it is "
                + "made from the name; nothing was changed.");
        }
    }

    private static string Free(HashSet<string> taken, string slug)
    {
        var free = Enumerable.Range(1, taken.Count + 1)
            .Select(n => n == 1 ? slug : WorkspaceSlug.Numbered(slug, n)).First(s => !taken.Contains(s));
        taken.Add(free);
        return free;
    }
}
