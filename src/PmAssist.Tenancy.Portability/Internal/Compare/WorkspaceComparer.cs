namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Compares a file with a workspace, or with another file.</summary>
internal sealed class WorkspaceComparer(
    FilePlanner planner, SnapshotReader snapshots, ICatalogue catalogue, EngineNames names)
{
    public async Task<IReadOnlyList<TableComparison>> CompareAsync(
        Guid workspaceId, Stream source, CompareOptions options, CancellationToken cancellationToken)
    {
        var workspace = await catalogue.GetAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        var file = await ExportFile.OpenAsync(source, options.SigningKey, cancellationToken).ConfigureAwait(false);
        await using var disposal = file.ConfigureAwait(false);
        var plan = await planner.PlanAsync(file, roundTimes: true, cancellationToken).ConfigureAwait(false);
        return await snapshots.ReadAsync(
            workspace,
            (snapshot, version, token) => version.IsSame(plan.Version)
                ? CompareAsync(
                    plan, new FileRows(file), new SchemaRows(names, workspace.Schema.Name, snapshot.CreateCommand), options, token)
                : throw new PortabilityException(
                    $"The workspace '{workspace.Slug}' ({workspace.Id}) has other migrations than the file, so their tables cannot be "
                    + "compared. Import the file as a new workspace, export that, and compare its file."),
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<TableComparison>> CompareAsync(
        Stream source, Stream other, CompareOptions options, CancellationToken cancellationToken)
    {
        var left = await ExportFile.OpenAsync(source, options.SigningKey, cancellationToken).ConfigureAwait(false);
        await using var leftDisposal = left.ConfigureAwait(false);
        var right = await ExportFile.OpenAsync(other, options.SigningKey, cancellationToken).ConfigureAwait(false);
        await using var rightDisposal = right.ConfigureAwait(false);
        var plan = await planner.PlanAsync(left, roundTimes: true, cancellationToken).ConfigureAwait(false);
        var otherPlan = await planner.PlanAsync(right, roundTimes: true, cancellationToken).ConfigureAwait(false);
        return plan.Version.IsSame(otherPlan.Version)
            ? await CompareAsync(plan, new FileRows(left), new FileRows(right), options, cancellationToken).ConfigureAwait(false)
            : throw new PortabilityException("The two files have other migrations, so their tables cannot be compared.");
    }

    private static async Task<IReadOnlyList<TableComparison>> CompareAsync(
        FilePlan plan, IRowSource file, IRowSource other, CompareOptions options, CancellationToken cancellationToken)
    {
        var comparer = new TableComparer(file, other, options.Keys);
        var tables = new List<TableComparison>();
        foreach (var table in plan.Tables)
        {
            tables.Add(await comparer.CompareAsync(table, cancellationToken).ConfigureAwait(false));
        }

        return tables;
    }
}
