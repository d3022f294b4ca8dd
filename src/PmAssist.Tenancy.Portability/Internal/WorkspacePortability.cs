namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>The package's public face: each call in its span.</summary>
internal sealed class WorkspacePortability(
    WorkspaceExporter exporter,
    WorkspaceImporter importer,
    WorkspaceRestorer restorer,
    WorkspaceComparer comparer,
    WorkspaceCopyBack copyBack,
    WorkspaceCloner cloner)
    : IWorkspacePortability
{
    public Task<ExportManifest> ExportAsync(
        Guid workspaceId, Stream destination, ExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        Given.RequireWritable(destination, nameof(destination));
        Given.RequireActor(options?.ActorId);
        return PortabilitySpans.RunAsync("export", workspaceId, async span =>
        {
            var manifest = await exporter.ExportAsync(workspaceId, destination, options ?? new ExportOptions(), cancellationToken)
                .ConfigureAwait(false);
            span?.SetTag(PortabilitySignals.RowsTag, manifest.Rows);
            return manifest;
        });
    }

    public Task<Workspace> ImportAsync(Stream source, ImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        Given.RequireReadable(source, nameof(source));
        return PortabilitySpans.RunAsync("import", workspaceId: null, async span =>
        {
            var workspace = await importer.ImportAsync(source, options ?? new ImportOptions(), cancellationToken).ConfigureAwait(false);
            span?.SetTag(PortabilitySignals.WorkspaceIdTag, workspace.Id.ToString());
            return workspace;
        });
    }

    public Task<ExportManifest> RestoreAsync(
        Guid workspaceId, Stream source, RestoreOptions options, CancellationToken cancellationToken = default)
    {
        Given.RequireReadable(source, nameof(source));
        ArgumentNullException.ThrowIfNull(options);
        Given.RequireActor(options.ActorId);
        if (options.Previous is { } previous)
        {
            Given.RequireWritable(previous, nameof(options));
            RequireOther(source, previous, nameof(options));
        }

        return PortabilitySpans.RunAsync(
            "restore", workspaceId, _ => restorer.RestoreAsync(workspaceId, source, options, cancellationToken));
    }

    public Task<IReadOnlyList<TableComparison>> CompareAsync(
        Guid workspaceId, Stream source, CompareOptions? options = null, CancellationToken cancellationToken = default)
    {
        Given.RequireReadable(source, nameof(source));
        return PortabilitySpans.RunAsync(
            "compare", workspaceId, _ => comparer.CompareAsync(workspaceId, source, Checked(options), cancellationToken));
    }

    public Task<IReadOnlyList<TableComparison>> CompareAsync(
        Stream source, Stream other, CompareOptions? options = null, CancellationToken cancellationToken = default)
    {
        Given.RequireReadable(source, nameof(source));
        Given.RequireReadable(other, nameof(other));
        RequireOther(source, other, nameof(other));
        return PortabilitySpans.RunAsync(
            "compare", workspaceId: null, _ => comparer.CompareAsync(source, other, Checked(options), cancellationToken));
    }

    public Task<CopyBackResult> CopyBackAsync(
        Guid workspaceId,
        Stream source,
        IReadOnlyCollection<RowChoice> choices,
        CopyBackOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        Given.RequireReadable(source, nameof(source));
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Any(c => c is not { Table: not null, Keys: not null } || c.Keys.Contains(null!)))
        {
            throw new ArgumentException("A choice is null, or has no table, or a key that is null.", nameof(choices));
        }

        Given.RequireActor(options?.ActorId);
        return PortabilitySpans.RunAsync(
            "copy_back",
            workspaceId,
            _ => copyBack.RunAsync(workspaceId, source, choices, options ?? new CopyBackOptions(), cancellationToken));
    }

    public Task<Workspace> CloneAsync(
        Guid workspaceId,
        NewWorkspace request,
        IProgress<PortabilityProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return PortabilitySpans.RunAsync(
            "clone", workspaceId, _ => cloner.CloneAsync(workspaceId, request, progress, cancellationToken));
    }

    public async Task<ExportManifest> ReadManifestAsync(
        Stream source, ReadOnlyMemory<byte>? signingKey = null, CancellationToken cancellationToken = default)
    {
        Given.RequireReadable(source, nameof(source));
        var file = await ExportFile.OpenAsync(source, signingKey, cancellationToken).ConfigureAwait(false);
        await using var disposal = file.ConfigureAwait(false);
        return file.Manifest;
    }

    private static void RequireOther(Stream source, Stream other, string name)
    {
        if (ReferenceEquals(source, other))
        {
            throw new ArgumentException("The stream is the source too. Give two.", name);
        }
    }

    private static CompareOptions Checked(CompareOptions? options)
    {
        options ??= new CompareOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Keys);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Keys, CompareOptions.MostKeys);
        return options;
    }
}
