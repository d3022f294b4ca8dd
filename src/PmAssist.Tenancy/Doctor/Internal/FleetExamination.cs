using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>One examination of the fleet, page by page. What it expects of a history is made once.</summary>
internal sealed class FleetExamination(
    MasterStore master,
    FleetHistories histories,
    MigrationSet migrations,
    SchemaReader reader,
    ExpectedSchemas expectedSchemas,
    TenancyContexts contexts,
    TenancyProvider provider,
    WorkspaceExamination examination)
{
    /// <summary>How often one workspace is looked at whose state changes while it is looked at.</summary>
    private const int Looks = 3;

    private readonly Dictionary<string, (SchemaContents? Contents, string? Problem)> _expected = new(StringComparer.Ordinal);
    private SchemaComparison? _comparison;

    public async IAsyncEnumerable<WorkspaceFinding> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var schemas = await ListSchemasAsync(cancellationToken).ConfigureAwait(false);
        if (schemas.Contains(default))
        {
            yield return new WorkspaceFinding(
                WorkspaceFindingKind.TemplateSchema,
                default,
                workspace: null,
                "A migration script was probably run unchanged. Look what is in it, then drop it.");
        }

        var owned = new HashSet<WorkspaceSchema>();
        await foreach (var page in PagesAsync(cancellationToken).ConfigureAwait(false))
        {
            owned.UnionWith(page.Select(w => w.Schema));
            var wanted = page.FindAll(w => examination.Filter?.Invoke(w) != false);
            foreach (var finding in await ExamineAsync(wanted, schemas, cancellationToken).ConfigureAwait(false))
            {
                yield return finding;
            }
        }

        if (examination.Filter is null)
        {
            foreach (var finding in await FindUnownedAsync(schemas.Except(owned), cancellationToken).ConfigureAwait(false))
            {
                yield return finding;
            }
        }
    }

    private async Task<HashSet<WorkspaceSchema>> ListSchemasAsync(CancellationToken cancellationToken)
        => [.. await master.ReadAsync(provider.GetSchemasAsync, cancellationToken).ConfigureAwait(false)];

    /// <summary>All that have a row and may have a schema, by id.</summary>
    private async IAsyncEnumerable<List<Workspace>> PagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Below every workspace's id on every engine.
        var last = Guid.Empty;
        for (var count = FleetHistories.SchemasPerQuery; count == FleetHistories.SchemasPerQuery;)
        {
            var after = last;
            var page = await master.ReadAsync(
                (context, token) => context.Workspaces.AsNoTracking()
                    .Where(w => w.Status != WorkspaceStatus.Deleted && w.Id > after)
                    .OrderBy(w => w.Id)
                    .Take(FleetHistories.SchemasPerQuery)
                    .ToListAsync(token),
                cancellationToken).ConfigureAwait(false);
            (count, last) = (page.Count, page.Count > 0 ? page[^1].Id : last);
            yield return page;
        }
    }

    private async Task<List<WorkspaceFinding>> ExamineAsync(
        List<Workspace> page, HashSet<WorkspaceSchema> schemas, CancellationToken cancellationToken)
    {
        var findings = page.Select(FindStuck).OfType<WorkspaceFinding>().ToList();
        var provisioned = page.FindAll(w => w.IsProvisioned);
        var suspects = provisioned.FindAll(w => !schemas.Contains(w.Schema));
        try
        {
            var present = provisioned.Except(suspects).ToList();
            var looks = await LookAsync(present, cancellationToken).ConfigureAwait(false);
            suspects.AddRange(present.Zip(looks).Where(p => p.Second.Count > 0).Select(p => p.First));
        }
        catch (Exception exception) when (DatabaseError.CauseOf(exception) is not null)
        {
            // One that cannot be read fails the query for all; looked at one by one, it is named.
            suspects = provisioned;
        }

        foreach (var suspect in suspects)
        {
            findings.AddRange(await LookAgainAsync(suspect.Id, cancellationToken).ConfigureAwait(false));
        }

        return findings;
    }

    private WorkspaceFinding? FindStuck(Workspace workspace)
    {
        var (kind, since, repair) = workspace.Status switch
        {
            WorkspaceStatus.Provisioning => (
                WorkspaceFindingKind.ProvisioningStuck, workspace.UpdatedUtc, "Provisions it, as CreateAsync with its id does."),
            WorkspaceStatus.Deleting => (
                WorkspaceFindingKind.DeletingStuck, workspace.PurgeAfterUtc ?? workspace.UpdatedUtc, "Drops its schema, as was begun."),
            _ => (WorkspaceFindingKind.NotExamined, DateTime.MaxValue, ""),
        };
        return since > master.UtcNow - examination.StuckAfter
            ? null
            : new WorkspaceFinding(kind, workspace.Schema, workspace, repair)
            {
                Actual = $"{workspace.Status} since {since:u}",
                IsSafe = true,
            };
    }

    /// <summary>Looks at one workspace until nothing changed it meanwhile: a migration between two queries looks like drift.</summary>
    private async Task<IReadOnlyList<WorkspaceFinding>> LookAgainAsync(Guid id, CancellationToken cancellationToken)
    {
        Workspace? row = null;
        for (var look = 1; look <= Looks; look++)
        {
            row = await master.FindAsync(id, cancellationToken).ConfigureAwait(false);
            if (row is not { IsProvisioned: true })
            {
                return [];
            }

            IReadOnlyList<WorkspaceFinding> findings;
            try
            {
                findings = (await ListSchemasAsync(cancellationToken).ConfigureAwait(false)).Contains(row.Schema)
                    ? (await LookAsync([row], cancellationToken).ConfigureAwait(false))[0]
                    : [Missing(row)];
            }
            catch (Exception exception) when (DatabaseError.CauseOf(exception) is not null)
            {
                findings = [NotExamined(row, DatabaseError.SentenceOf(exception))];
            }

            var after = await master.FindAsync(id, cancellationToken).ConfigureAwait(false);
            if (after?.Version == row.Version)
            {
                return findings;
            }
        }

        return [NotExamined(row!, "It is being changed. Examine it again later.")];
    }

    private async Task<List<List<WorkspaceFinding>>> LookAsync(List<Workspace> workspaces, CancellationToken cancellationToken)
    {
        if (workspaces.Count == 0)
        {
            return [];
        }

        var read = await histories.ReadAsync(workspaces, cancellationToken).ConfigureAwait(false);
        var contents = examination.Structure
            ? await reader.ReadAsync([.. workspaces.Select(w => w.Schema)], cancellationToken).ConfigureAwait(false)
            : null;
        var looks = new List<List<WorkspaceFinding>>();
        foreach (var workspace in workspaces)
        {
            var history = new SchemaHistory(read[workspace.Schema]);
            var findings = new List<WorkspaceFinding>();
            if (SchemaState.Of(workspace) != history.State)
            {
                findings.Add(CatalogueWrong(workspace, history));
            }

            if (contents is not null)
            {
                var has = contents.GetValueOrDefault(workspace.Schema);
                findings.AddRange(has is null
                    ? [Missing(workspace)]
                    : await CompareAsync(workspace, history, has, cancellationToken).ConfigureAwait(false));
            }

            looks.Add(findings);
        }

        return looks;
    }

    private async Task<IEnumerable<WorkspaceFinding>> CompareAsync(
        Workspace workspace, SchemaHistory history, SchemaContents contents, CancellationToken cancellationToken)
    {
        if (!_expected.TryGetValue(history.Fingerprint ?? "", out var expected))
        {
            expected = UnknownIn(history) is { } unknown
                ? (null, unknown)
                : await expectedSchemas.MakeAsync(history, cancellationToken).ConfigureAwait(false);
            _expected.Add(history.Fingerprint ?? "", expected);
        }

        return expected.Contents is { } wanted
            ? ComparisonOf().Compare(workspace, wanted, contents)
            : [NotExamined(workspace, expected.Problem!)];
    }

    /// <summary>Why this build cannot tell what a schema with a history should have; null if it can.</summary>
    private string? UnknownIn(SchemaHistory history)
    {
        var known = migrations.Scripts.Migrations.Select(m => m.Id).ToHashSet(MigrationId.Comparer);
        return history.Progress is { } progress
            ? $"It is inside the migration {progress.MigrationId}. Migrate it, then examine it again."
            : history.Applied.Where(id => !known.Contains(id)).ToList() is { Count: > 0 } unknown
                ? $"It has {string.Join(", ", unknown)}, which this build of the host does not know. Examine it with the build that has them."
                : null;
    }

    private SchemaComparison ComparisonOf()
    {
        if (_comparison is null)
        {
            using var context = contexts.Workspace[0].CreateUnbound();
            _comparison = new SchemaComparison(
                context.GetService<ISqlGenerationHelper>(), contexts.Workspace.Select(c => c.HistoryTable).ToHashSet(StringComparer.Ordinal));
        }

        return _comparison;
    }

    /// <summary>A row comes before its schema, and goes after it, so what had no row before and after is nobody's.</summary>
    private async Task<IEnumerable<WorkspaceFinding>> FindUnownedAsync(
        IEnumerable<WorkspaceSchema> candidates, CancellationToken cancellationToken)
    {
        var schemas = candidates.Where(s => !s.IsTemplate).ToHashSet();
        if (schemas.Count > 0)
        {
            schemas.IntersectWith(await ListSchemasAsync(cancellationToken).ConfigureAwait(false));
        }

        var tombstones = new HashSet<Guid>();
        var sizes = new Dictionary<WorkspaceSchema, (long Bytes, DateTime? CreatedUtc)>();
        foreach (var chunk in schemas.ToList().Chunk(FleetHistories.SchemasPerQuery))
        {
            var ids = chunk.Select(s => s.WorkspaceId).ToList();
            var rows = await master.ReadAsync(
                (context, token) => context.Workspaces.AsNoTracking().Where(w => ids.Contains(w.Id)).ToListAsync(token),
                cancellationToken).ConfigureAwait(false);
            tombstones.UnionWith(rows.Where(w => w.Status == WorkspaceStatus.Deleted).Select(w => w.Id));
            schemas.ExceptWith(rows.Where(w => w.Status != WorkspaceStatus.Deleted).Select(w => w.Schema));
            await MeasureAsync(chunk, sizes, cancellationToken).ConfigureAwait(false);
        }

        return schemas.OrderBy(s => s.Name, StringComparer.Ordinal).Select(schema => new WorkspaceFinding(
            WorkspaceFindingKind.SchemaUnowned,
            schema,
            workspace: null,
            tombstones.Contains(schema.WorkspaceId)
                ? "It is a purged workspace's, whose id is never used again. Look what is in it; drop it, or rename it for a new id and call "
                    + "AdoptAsync with that."
                : "Look what is in it. AdoptAsync makes a workspace of it; nothing of the library drops it.")
        {
            Actual = sizes.TryGetValue(schema, out var size) ? FormattableString.Invariant($"{size.Bytes} bytes") : "It cannot be read.",
            Bytes = sizes.TryGetValue(schema, out size) ? size.Bytes : null,
            CreatedUtc = size.CreatedUtc,
        });
    }

    /// <summary>What cannot be read is nobody's all the same.</summary>
    private async Task MeasureAsync(
        WorkspaceSchema[] schemas,
        Dictionary<WorkspaceSchema, (long Bytes, DateTime? CreatedUtc)> sizes,
        CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (schema, size) in await reader.MeasureAsync(schemas, cancellationToken).ConfigureAwait(false))
            {
                sizes[schema] = size;
            }
        }
        catch (Exception exception) when (DatabaseError.CauseOf(exception) is not null)
        {
            foreach (var schema in schemas.Length > 1 ? schemas : [])
            {
                await MeasureAsync([schema], sizes, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static WorkspaceFinding Missing(Workspace workspace)
        => new(
            WorkspaceFindingKind.SchemaMissing,
            workspace.Schema,
            workspace,
            workspace.Status == WorkspaceStatus.Spare
                ? "Marks the spare, so that nobody gets it and a host that keeps spares makes its schema again."
                : "Marks the workspace, so that nobody enters it. Restore the schema from a backup and call IWorkspaceMigrator.VerifyAsync(), "
                    + "or delete the workspace.")
        {
            Expected = "the schema",
            IsSafe = workspace.SchemaFingerprint is not null,
        };

    private static WorkspaceFinding CatalogueWrong(Workspace workspace, SchemaHistory history)
        => new(
            WorkspaceFindingKind.CatalogueWrong,
            workspace.Schema,
            workspace,
            "Corrects the row by the schema's own history.")
        {
            Expected = Named(SchemaState.Of(workspace)),
            Actual = Named(history.State),
            IsSafe = true,
        };

    private static string Named(SchemaState state) => $"{state.Version ?? "no version"}, fingerprint {state.Fingerprint ?? "none"}";

    private static WorkspaceFinding NotExamined(Workspace workspace, string why)
        => new(WorkspaceFindingKind.NotExamined, workspace.Schema, workspace, why) { Actual = why };
}
