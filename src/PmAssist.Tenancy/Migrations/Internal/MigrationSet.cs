using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>The migrations of this build, and how schemas stand to them. Rendered at first use.</summary>
internal sealed class MigrationSet
{
    private readonly ITenancyContexts _contexts;
    private readonly Lazy<MigrationScripts> _scripts;
    private readonly Lazy<HashSet<string>> _stages;

    // A fingerprint stands for a set of migrations, so what it means to this build never changes.
    private readonly ConcurrentDictionary<string, SchemaStanding> _learned = new(StringComparer.Ordinal);

    public MigrationSet(ITenancyContexts contexts)
    {
        _contexts = contexts;
        _scripts = new Lazy<MigrationScripts>(Render);
        _stages = new Lazy<HashSet<string>>(() => [.. Scripts.Stages()]);
    }

    public MigrationScripts Scripts => _scripts.Value;

    /// <summary>
    /// By the fingerprint, where it is one of this build or was learned. Else by the version: one whose newest migration is newer
    /// than this build's was migrated by a newer build.
    /// </summary>
    public SchemaStanding StandingOf(SchemaState schema)
        => schema.Fingerprint == Scripts.Fingerprint ? SchemaStanding.Current
            : schema.Fingerprint is { } fingerprint && _learned.TryGetValue(fingerprint, out var standing) ? standing
            : MigrationId.Compare(schema.Version, Scripts.NewestId) > 0 ? SchemaStanding.Ahead
            : SchemaStanding.Behind;

    /// <summary>Whether a schema's standing is certain; of the others a history has to be read.</summary>
    public bool Knows(SchemaState schema)
        => schema.Fingerprint is not { } fingerprint || _stages.Value.Contains(fingerprint) || _learned.ContainsKey(fingerprint);

    /// <summary>The standing of a schema whose history was read, also of all others that have the same fingerprint.</summary>
    /// <param name="history">The history.</param>
    /// <param name="catalogued">
    /// The fingerprint that the catalogue has for the schema. It is another one than the history's where a context is registered no longer,
    /// because only the histories of registered ones are read.
    /// </param>
    public SchemaStanding Learn(SchemaHistory history, string? catalogued = null)
    {
        var applied = history.Applied.ToHashSet(MigrationId.Comparer);
        var ids = Scripts.Migrations.Select(m => m.Id).ToHashSet(MigrationId.Comparer);
        var isInsideOne = history.Progress is { } progress && ids.Contains(progress.MigrationId);
        var standing = isInsideOne || !ids.IsSubsetOf(applied) ? SchemaStanding.Behind
            : applied.Count > ids.Count || history.Progress is not null ? SchemaStanding.Ahead
            : SchemaStanding.Current;
        foreach (var fingerprint in (string?[])[history.Fingerprint, catalogued])
        {
            if (fingerprint is not null)
            {
                _learned[fingerprint] = standing;
            }
        }

        return standing;
    }

    /// <summary>Whether the way to a target may take several transactions.</summary>
    public bool SpansTransactions(MigrationTarget target)
    {
        var made = new List<DbContext>();
        try
        {
            return Scripts.SpansTransactions(CreateFor, target);
        }
        finally
        {
            made.ForEach(c => c.Dispose());
        }

        DbContext CreateFor(ContextMigrations migrations)
        {
            made.Add(_contexts.Of(migrations.ContextType).CreateUnbound());
            return made[^1];
        }
    }

    private MigrationScripts Render() => new([.. _contexts.Workspace.Select((c, i) => Render(c, isFirst: i == 0))]);

    private static ContextMigrations Render(IWorkspaceContexts contexts, bool isFirst)
    {
        using var context = contexts.CreateUnbound();
        context.GetService<WorkspaceBinding>().CheckModel();
        return new MigrationRenderer(context, isFirst ? "" : MigrationId.QualifierFor(contexts.ContextType)).Render();
    }
}
