namespace PmAssist.Tenancy.Internal;

internal sealed class WorkspaceDoctor(
    SchemaSessions sessions,
    MasterStore master,
    FleetHistories histories,
    MigrationSet migrations,
    SchemaReader reader,
    ExpectedSchemas expected,
    UnownedSchemas unowned,
    DatabaseFindings database,
    WorkspaceRepairs repairs,
    WorkspaceAdoption adoption,
    TenancyContexts contexts,
    TenancyProvider provider,
    TimeProvider clock) : IWorkspaceDoctor
{
    public IAsyncEnumerable<WorkspaceFinding> ExamineAsync(
        WorkspaceExamination? examination = null, CancellationToken cancellationToken = default)
    {
        examination ??= new WorkspaceExamination();
        OptionRules.Check(examination);
        return new FleetExamination(
                sessions, master, histories, migrations, reader, expected, unowned, database, contexts, provider, clock, examination)
            .RunAsync(cancellationToken);
    }

    public Task<bool> RepairAsync(WorkspaceFinding finding, string? actorId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(finding);
        Ensure.TextOrNull(actorId, WorkspaceMember.MaxUserIdLength);
        return finding.IsSafe
            ? repairs.RepairAsync(finding, actorId, cancellationToken)
            : throw new ArgumentException($"No repair of this finding is safe, so nothing was changed. {finding.Repair}", nameof(finding));
    }

    public Task<Workspace> AdoptAsync(WorkspaceSchema schema, NewWorkspace request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (schema.IsTemplate || (request.Id is { } id && id != schema.WorkspaceId))
        {
            throw new ArgumentException("A workspace's id is the one in its schema's name. Leave the id out.", nameof(request));
        }

        return adoption.AdoptAsync(schema, request, cancellationToken);
    }
}
