using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>One examination of the fleet, page by page. What it expects of a history is made once.</summary>
internal sealed class FleetExamination(
    SchemaSessions sessions,
    MasterStore master,
    FleetHistories histories,
    MigrationSet migrations,
    SchemaReader reader,
    ExpectedSchemas expectedSchemas,
    UnownedSchemas unowned,
    DatabaseFindings database,
    TenancyContexts contexts,
    TenancyProvider provider,
    TimeProvider clock,
    WorkspaceExamination examination)
{
    /// <summary>How often one workspace is looked at whose state changes while it is looked at.</summary>
    private const int Looks = 4;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

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
            foreach (var finding in await database.FindAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return finding;
            }

            foreach (var finding in await unowned.FindAsync(schemas.Except(owned), cancellationToken).ConfigureAwait(false))
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
        var findings = page.Select(w => RowFindings.Stuck(w, master.UtcNow - examination.StuckAfter)).OfType<WorkspaceFinding>().ToList();
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

    /// <summary>Looks at one workspace until nothing changed it meanwhile: a migration between two queries looks like drift.</summary>
    private async Task<IReadOnlyList<WorkspaceFinding>> LookAgainAsync(Guid id, CancellationToken cancellationToken)
    {
        Workspace? row = null;
        for (var look = 1; look <= Looks; look++)
        {
            await Task.Delay((look - 1) * BetweenLooks, clock, cancellationToken).ConfigureAwait(false);
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
                    : [RowFindings.Missing(row)];
            }
            catch (Exception exception) when (DatabaseError.CauseOf(exception) is not null)
            {
                findings = [RowFindings.NotExamined(row, DatabaseError.SentenceOf(exception))];
            }

            var after = findings.Any(f => f.Kind == WorkspaceFindingKind.CatalogueWrong)
                ? await FindUnderLockAsync(row, cancellationToken).ConfigureAwait(false)
                : await master.FindAsync(id, cancellationToken).ConfigureAwait(false);
            if (after?.Version == row.Version && (look == Looks || !findings.Any(f => f.Kind == WorkspaceFindingKind.NotExamined)))
            {
                return findings;
            }
        }

        return [RowFindings.NotExamined(row!, "It is being changed. Examine it again later.")];
    }

    /// <summary>
    /// Where master and workspace are two databases, a migration is in one before it is in the other, but it holds the schema's lock until
    /// it is in both.
    /// </summary>
    /// <returns>Null while another process works on the schema.</returns>
    private async Task<Workspace?> FindUnderLockAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        if (provider.MasterSharesDatabase)
        {
            return await master.FindAsync(workspace.Id, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await sessions.InWorkspaceAsync(
                workspace,
                new SchemaSessionOptions(lockTimeout: BetweenLooks),
                (_, token) => master.FindAsync(workspace.Id, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (SchemaLockedException)
        {
            return null;
        }
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
                findings.Add(RowFindings.CatalogueWrong(workspace, history));
            }

            if (contents is not null)
            {
                var has = contents.GetValueOrDefault(workspace.Schema);
                findings.AddRange(has is null
                    ? [RowFindings.Missing(workspace)]
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
            : [RowFindings.NotExamined(workspace, expected.Problem!)];
    }

    /// <summary>Why this build cannot tell what a schema with a history should have; null if it can.</summary>
    private string? UnknownIn(SchemaHistory history)
    {
        var known = migrations.Scripts.Migrations.Select(m => m.Id).ToHashSet(MigrationId.Comparer);
        return history.Progress is { } progress
            ? $"It is inside the migration {progress.MigrationId}. Migrate it, then examine it again."
            : history.Applied.Where(id => !known.Contains(id)).ToList() is { Count: > 0 } unknown
                ? $"It has {string.Join(", ", unknown)}, which this build of the host does not know. Examine it with the build that has "
                    + "them."
                : null;
    }

    private SchemaComparison ComparisonOf()
    {
        if (_comparison is null)
        {
            using var context = contexts.Workspace[0].CreateUnbound();
            _comparison = new SchemaComparison(
                context.GetService<ISqlGenerationHelper>(),
                contexts.Workspace.Select(c => c.HistoryTable).ToHashSet(StringComparer.Ordinal));
        }

        return _comparison;
    }
}
