namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>The package's public face: each call in its span.</summary>
internal sealed class WorkspacePortability(WorkspaceExporter exporter) : IWorkspacePortability
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

    public async Task<ExportManifest> ReadManifestAsync(
        Stream source, ReadOnlyMemory<byte>? signingKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var file = await ExportFile.OpenAsync(source, signingKey, cancellationToken).ConfigureAwait(false);
        await using var disposal = file.ConfigureAwait(false);
        return file.Manifest;
    }
}
