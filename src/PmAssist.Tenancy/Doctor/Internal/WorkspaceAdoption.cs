namespace PmAssist.Tenancy.Internal;

/// <summary>Makes a workspace of a schema that no row owns, under the schema's lock.</summary>
internal sealed class WorkspaceAdoption(
    SchemaSessions sessions, MasterStore master, SchemaHistoryReader histories, MigrationSet migrations, WorkspaceRegistrar registrar)
{
    public Task<Workspace> AdoptAsync(WorkspaceSchema schema, NewWorkspace request, CancellationToken cancellationToken)
        => sessions.InWorkspaceAsync(
            schema,
            new SchemaSessionOptions(mayBeMissing: true),
            async (session, token) =>
            {
                await RefuseOwnedAsync(schema, token).ConfigureAwait(false);
                if (!session.Existed)
                {
                    throw new WorkspaceMigrationException(
                        $"There is no schema {schema} in the database, so nothing was adopted. IWorkspaceDoctor.ExamineAsync names "
                        + "those that no row owns.")
                    { IsRefusal = true };
                }

                var history = new SchemaHistory(await histories.ReadAsync(schema, token).ConfigureAwait(false));
                if (history.Fingerprint is null)
                {
                    throw new WorkspaceMigrationException(
                        $"The schema {schema} has no migrations history of a registered context, so that nothing tells what its tables "
                        + "are. Nothing was changed; adopt it with the host that made it, or drop it.")
                    { IsRefusal = true };
                }

                migrations.Learn(history);
                var adopted = request.For(schema.WorkspaceId, request.RequestId);
                return await registrar.AdoptAsync(adopted, history.State, token).ConfigureAwait(false);
            },
            cancellationToken);

    private async Task RefuseOwnedAsync(WorkspaceSchema schema, CancellationToken cancellationToken)
    {
        if (await master.FindAsync(schema.WorkspaceId, cancellationToken).ConfigureAwait(false) is { } owner)
        {
            throw new WorkspaceConflictException(
                owner.Status == WorkspaceStatus.Deleted
                    ? $"The schema {schema} is that of a purged workspace, whose id is never used again. Rename it for a new id, "
                        + "ws_ and its 32 lower-case hexadecimal digits, on SQLite the file, and adopt that. Nothing was changed."
                    : $"The schema {schema} is owned by the workspace '{owner.Slug}'. Nothing was changed.")
            {
                WorkspaceId = owner.Id,
                Slug = owner.Slug,
                Status = owner.Status,
            };
        }
    }
}
