using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Makes a copy of a workspace in its own database, table by table, without a row leaving the server.</summary>
internal sealed class WorkspaceCloner(
    ISchemaSessions sessions,
    TenancyProvider provider,
    ICatalogue catalogue,
    NewWorkspaces newWorkspaces,
    SnapshotReader snapshots,
    RowReplacement replacement,
    WorkspaceSequences sequences,
    EngineNames names,
    IWorkspaceService workspaces)
{
    public async Task<Workspace> CloneAsync(
        Guid sourceId, NewWorkspace request, IProgress<PortabilityProgress>? progress, CancellationToken cancellationToken)
    {
        var source = await catalogue.GetAsync(sourceId, cancellationToken).ConfigureAwait(false);
        var set = new WorkspaceTableSet(sessions.WorkspaceModels, provider.Bulk);
        await snapshots.ReadNewestAsync(source, (_, _, _) => Task.FromResult(true), cancellationToken).ConfigureAwait(false);
        var origin = provider.Bulk.SourceOf(source.Schema);
        return await newWorkspaces.CreateAsync(
            request,
            new InitialRows(
                (session, token) => replacement.ReplaceAsync(
                    session, set, inner => CopyAsync(session, set, origin.Schema, new ProgressMeter(progress), inner), token),
                seeds: false,
                isolation: provider.Bulk.IsolationOfCopy,
                attach: origin.Attach),
            clone => CopyPropertiesAsync(source, clone, request.ActorId ?? request.OwnerId, cancellationToken),
            (clone, actorId) => PortabilityAudit.Entry("workspace.cloned", clone.Id, actorId, ("from", sourceId)),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync(
        SchemaSession session, WorkspaceTableSet set, string source, ProgressMeter meter, CancellationToken cancellationToken)
    {
        foreach (var table in set.Tables)
        {
            meter.Begin(table.Name);
            var target = names.Table(table.Name, session.Access.Schema);
            var columns = names.Names(table.Columns.Select(c => c.Name));
            var around = table.Numbered.Select(column => provider.Bulk.AroundNumberedKeys(target, column)).ToList();
            await RowReplacement.ExecuteAsync(session, around.Select(a => a.Before), cancellationToken).ConfigureAwait(false);
            var copy = $"INSERT INTO {target} ({columns}) {provider.Bulk.KeepKeys} SELECT {columns} FROM "
                + $"{names.Name(source)}.{names.Name(table.Name)}";
            var rows = await RowReplacement.ExecuteAsync(session, [copy], cancellationToken).ConfigureAwait(false);
            await RowReplacement.ExecuteAsync(session, around.Select(a => a.After), cancellationToken).ConfigureAwait(false);
            meter.End(rows);
        }

        var found = await sequences.ReadAsync(set, source, session.CreateCommand, cancellationToken).ConfigureAwait(false);
        await sequences.RestartAsync(session, set, found, cancellationToken).ConfigureAwait(false);
    }

    private Task CopyPropertiesAsync(Workspace source, Workspace clone, string actorId, CancellationToken cancellationToken)
        => JsonSerializer.Deserialize<Dictionary<string, object?>>(source.Properties.ToString()) is { Count: > 0 } values
            ? workspaces.ChangePropertiesAsync(clone.Id, values, expectedVersion: null, actorId, cancellationToken)
            : Task.CompletedTask;
}
