namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>The package's public face: each call in its span.</summary>
internal sealed class WorkspacePortability(WorkspaceExporter exporter, WorkspaceImporter importer) : IWorkspacePortability
{
    public Task<ExportManifest> ExportAsync(
        Guid workspaceId, Stream destination, ExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return PortabilitySpans.RunAsync("export", workspaceId, async span =>
        {
            var manifest = await exporter.ExportAsync(workspaceId, destination, options ?? new ExportOptions(), cancellationToken)
                .ConfigureAwait(false);
            span?.SetTag(PortabilityDiagnostics.RowsTag, manifest.Rows);
            return manifest;
        });
    }

    public Task<Workspace> ImportAsync(Stream source, ImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return PortabilitySpans.RunAsync("import", workspaceId: null, async span =>
        {
            var workspace = await importer.ImportAsync(source, options ?? new ImportOptions(), cancellationToken).ConfigureAwait(false);
            span?.SetTag(TenancyDiagnostics.WorkspaceIdTag, workspace.Id.ToString());
            return workspace;
        });
    }

    public async Task<ExportManifest> ReadManifestAsync(
        Stream source, ReadOnlyMemory<byte>? signingKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var file = await ExportFile.OpenAsync(source, signingKey, cancellationToken).ConfigureAwait(false);
        await using var disposal = file.ConfigureAwait(false);
        return file.Manifest;
    }
}
