using System.IO.Compression;
using System.Text;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Writes a workspace into a file, from one snapshot of its schema.</summary>
internal sealed class WorkspaceExporter(
    ISchemaSessions sessions,
    TenancyProvider provider,
    ICatalogue catalogue,
    SnapshotReader snapshots,
    WorkspaceSequences sequences,
    MasterRows masterRows,
    EngineNames names,
    PortabilityAudit audit,
    TimeProvider clock)
{
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="destination">What is written to; it need not be seekable, and stays open.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Cancels the export; what was written is no file then.</param>
    public async Task<ExportManifest> ExportAsync(
        Guid workspaceId, Stream destination, ExportOptions options, CancellationToken cancellationToken)
    {
        FileSeal.RequireStrong(options.SigningKey);
        var workspace = await catalogue.GetAsync(workspaceId, cancellationToken).ConfigureAwait(false);
        var set = new WorkspaceTableSet(sessions.WorkspaceModels, provider.Bulk);
        var tables = ChosenOf(set, options);

        // Whoever looks into the log sees who took the data, even if the export fails halfway.
        await audit.WriteAsync(
            "workspace.exported",
            workspaceId,
            options.ActorId,
            cancellationToken,
            ("tables", tables.Count),
            ("masked", string.Join(", ", options.Masks.Keys.Select(m => $"{m.Table}.{m.Column}"))),
            ("signed", options.SigningKey is not null)).ConfigureAwait(false);
        return await snapshots.ReadNewestAsync(
            workspace,
            (snapshot, version, token) => WriteAsync(new ExportRun(workspace, version, tables, set, destination, options), snapshot, token),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<ExportManifest> WriteAsync(ExportRun run, SchemaSnapshot snapshot, CancellationToken cancellationToken)
    {
        var created = clock.GetUtcNow().UtcDateTime;
        var file = new SealedStream(run.Destination, run.Options.SigningKey);
        await using var fileDisposal = file.ConfigureAwait(false);
        ExportManifest manifest;
        var archive = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken)
            .ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            var writer = new ArchiveWriter(archive, created);
            manifest = new ExportManifest
            {
                Format = ExportManifest.CurrentFormat,
                Library = typeof(WorkspaceExporter).Assembly.GetName().Version!.ToString(fieldCount: 3),
                CreatedUtc = created,
                Engine = provider.Name,
                Isolation = snapshot.Isolation.ToString(),
                Workspace = Described(run.Workspace),
                Contexts = [.. run.Version.Contexts.Select(c => new ExportedContext { Name = c.Name, Migrations = c.Migrations })],
                IsPartial = run.Tables.Count < run.Set.Tables.Count,
                Tables = await WriteTablesAsync(run, writer, snapshot, cancellationToken).ConfigureAwait(false),
                Sequences = await sequences.ReadAsync(run.Set, snapshot.Schema.Name, snapshot.CreateCommand, cancellationToken)
                    .ConfigureAwait(false),
                Members = run.Options.Members
                    ? await masterRows.WriteMembersAsync(run.Workspace.Id, writer, cancellationToken).ConfigureAwait(false)
                    : null,
                Audit = run.Options.Audit
                    ? await masterRows.WriteAuditAsync(run.Workspace.Id, writer, cancellationToken).ConfigureAwait(false)
                    : null,
            };
            await writer.WriteAsync(ManifestJson.Write(manifest), cancellationToken).ConfigureAwait(false);
            archive.Comment = file.Placeholder;
        }

        await file.SealAsync(cancellationToken).ConfigureAwait(false);
        return manifest;
    }

    private async Task<IReadOnlyList<ExportedTable>> WriteTablesAsync(
        ExportRun run, ArchiveWriter writer, SchemaSnapshot snapshot, CancellationToken cancellationToken)
    {
        var meter = new ProgressMeter(run.Options.Progress);
        var tables = new List<ExportedTable>();
        foreach (var table in run.Tables)
        {
            meter.Begin(table.Name);
            var command = snapshot.CreateCommand(names.Select(table, snapshot.Schema.Name));
            await using var commandDisposal = command.ConfigureAwait(false);
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var readerDisposal = reader.ConfigureAwait(false);
            tables.Add(await writer.WriteTableAsync(table, run.Options, reader, meter, cancellationToken).ConfigureAwait(false));
            meter.End();
        }

        return tables;
    }

    private static IReadOnlyList<WorkspaceTable> ChosenOf(WorkspaceTableSet set, ExportOptions options)
    {
        foreach (var name in (options.Tables ?? []).Concat(options.Masks.Keys.Select(m => m.Table)))
        {
            _ = set.Find(name) ?? throw new PortabilityException(
                $"There is no table '{name}'. There are: {string.Join(", ", set.Tables.Select(t => t.Name))}.")
            {
                Table = name,
            };
        }

        foreach (var (table, column) in options.Masks.Keys.Where(m => set.Find(m.Table)!.Find(m.Column) is null))
        {
            throw new PortabilityException($"The table '{table}' has no column '{column}' that could be masked.")
            {
                Table = table,
                Column = column,
            };
        }

        return options.Tables is { } chosen ? [.. set.Tables.Where(t => chosen.Contains(t.Name))] : set.Tables;
    }

    private static ExportedWorkspace Described(Workspace workspace)
        => new()
        {
            Id = workspace.Id,
            Name = workspace.Name,
            Slug = workspace.Slug,
            Status = workspace.Status.ToString(),
            Properties = workspace.Properties.ToString(),
        };
}
