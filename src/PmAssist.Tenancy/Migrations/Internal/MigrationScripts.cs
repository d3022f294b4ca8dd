using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The migrations of all contexts whose tables share a schema, in the order in which they are applied: context by context, each oldest
/// first. Immutable.
/// </summary>
internal sealed class MigrationScripts
{
    private readonly HashSet<string> _ids;

    /// <exception cref="WorkspaceMigrationException">Two contexts make the same table.</exception>
    public MigrationScripts(IReadOnlyList<ContextMigrations> contexts)
    {
        RefuseCommonTables(contexts);
        Contexts = contexts;
        Migrations = [.. contexts.SelectMany(c => c.Migrations)];
        _ids = Migrations.Select(m => m.Id).ToHashSet(MigrationId.Comparer);
        Fingerprint = Internal.Fingerprint.Of(Migrations.Select(m => m.Id));
        NewestId = MigrationId.InHistory(Migrations.Select(m => m.Id).Max(MigrationId.Comparer)!);
        ReadHistory = contexts.All(c => c.ReadHistory is not null)
            ? new SchemaQuery(
                string.Join(" UNION ALL ", contexts.Select(c => c.ReadHistory!.Text)), [.. contexts.SelectMany(c => c.ReadHistory!.Tables)])
            : null;
    }

    /// <summary>The contexts, in the order of registration.</summary>
    public IReadOnlyList<ContextMigrations> Contexts { get; }

    /// <summary>
    /// Reads the ids in all history tables; null where the host gave columns other names. EF's own repository builds a model for the table
    /// in every context, which costs more than the query.
    /// </summary>
    public SchemaQuery? ReadHistory { get; }

    /// <summary>All migrations, in the order in which they are applied.</summary>
    public IReadOnlyList<RenderedMigration> Migrations { get; }

    /// <summary>The fingerprint of a schema that has them all.</summary>
    public string Fingerprint { get; }

    /// <summary>The newest migration of all, for people.</summary>
    public string NewestId { get; }

    /// <summary>What is told of a statement that failed; null if none did.</summary>
    public FailedStatement? Describe(SchemaStatement? failed)
    {
        if (failed is null)
        {
            return null;
        }

        var context = failed.Migration is { } id ? Contexts.First(c => c.Owns(id)).Name : null;
        return new FailedStatement(failed.Text)
        {
            Context = context,
            Migration = Contexts.Count > 1 && failed.Migration is { } of ? $"{context}/{MigrationId.InHistory(of)}" : failed.Migration,
        };
    }

    /// <summary>Where a target leads each context that it concerns.</summary>
    /// <exception cref="WorkspaceMigrationException">There is no such migration, or there are several.</exception>
    public IReadOnlyList<MigrationGoal> GoalsOf(MigrationTarget target)
    {
        var concerned = target.ContextType is { } type ? Contexts.Where(c => c.ContextType == type).ToList() : Contexts;
        return target.Migration switch
        {
            null or "" => [.. concerned.Select(c => new MigrationGoal(c, Id: null))],
            Migration.InitialDatabase => [.. concerned.Select(c => new MigrationGoal(c, Id: ""))],
            var named => [Find(concerned, named)],
        };
    }

    /// <summary>The migration that a target names; null for the newest.</summary>
    /// <exception cref="WorkspaceMigrationException">There is no such migration, or there are several.</exception>
    public string? Resolve(string? named) => string.IsNullOrEmpty(named) ? null : Find(Contexts, named).Id;

    /// <summary>
    /// The fingerprints of schemas that a run to a target has nothing to do for, as far as they have all of the other contexts.
    /// </summary>
    /// <exception cref="WorkspaceMigrationException">There is no such migration, or there are several.</exception>
    public IReadOnlyList<string> Reached(MigrationTarget target)
        => target.Migration is Migration.InitialDatabase ? [] : FingerprintsFrom(Resolve(target.Migration)) is var from && target.MayRevert
            ? [from[0]]
            : from;

    /// <summary>The fingerprints of schemas that have all migrations up to one, up to the next one of its context, and so on.</summary>
    /// <param name="id">The migration; null for the newest.</param>
    public IReadOnlyList<string> FingerprintsFrom(string? id)
    {
        if (id is null)
        {
            return [Fingerprint];
        }

        var context = Contexts.First(c => c.Owns(id));
        var others = Contexts.Where(c => c != context).SelectMany(c => c.IdsUpTo(id: null)).ToList();
        return
        [
            .. context.Migrations.Where(m => MigrationId.Compare(m.Id, id) >= 0)
                .Select(m => Internal.Fingerprint.Of([.. context.IdsUpTo(m.Id), .. others])),
        ];
    }

    /// <summary>
    /// The fingerprints of schemas that have nothing but migrations of this build, in the order in which they are applied.
    /// </summary>
    public IEnumerable<string> Stages()
        => Enumerable.Range(1, Migrations.Count).Select(count => Internal.Fingerprint.Of(Migrations.Take(count).Select(m => m.Id)))
            .Concat(Contexts.SelectMany(c => FingerprintsFrom(c.Migrations[0].Id)));

    /// <summary>
    /// Whether the way to a target may leave its transaction. On the way back that is only known of what would be reverted.
    /// </summary>
    /// <param name="contextOf">Makes a context to render what may have to be reverted with.</param>
    /// <param name="target">Where to go.</param>
    public bool SpansTransactions(Func<ContextMigrations, DbContext> contextOf, MigrationTarget target)
        => Migrations.Any(m => m.LeavesTransaction) || (target.MayRevert && GoalsOf(target).Any(goal =>
        {
            var ids = goal.Context.IdsUpTo(id: null).ToList();
            return ids.Where(goal.IsBeyond)
                .Select(id => new MigrationRenderer(contextOf(goal.Context), goal.Context.Qualifier).TryRenderDown(id, ids))
                .Any(down => down is { LeavesTransaction: true });
        }));

    /// <summary>What takes a schema with some migrations to a target, what an earlier run left unfinished first.</summary>
    /// <param name="contextOf">Makes a context to render what has to be reverted with.</param>
    /// <param name="history">The migrations that the schema has.</param>
    /// <param name="target">Where to go.</param>
    /// <exception cref="WorkspaceMigrationException">The schema is inside a migration that is not on the way.</exception>
    public IReadOnlyList<RenderedMigration> StepsTo(
        Func<ContextMigrations, DbContext> contextOf, SchemaHistory history, MigrationTarget target)
    {
        RefuseForeignMigrations(history);
        var applied = history.Applied.ToHashSet(MigrationId.Comparer);
        var goals = GoalsOf(target);
        List<RenderedMigration> steps =
        [
            .. target.MayRevert ? goals.Reverse().SelectMany(g => RevertsTo(g, contextOf, history)) : [],
            .. goals.SelectMany(g => g.Context.Migrations.Where(
                m => !applied.Contains(m.Id) && !g.IsBeyond(m.Id) && target.Only?.Contains(m.Id, MigrationId.Comparer) != false)),
        ];
        if (history.Progress is not { } progress)
        {
            return steps;
        }

        var unfinished = steps.Find(s => s.Id == progress.MigrationId && s.Reverts == progress.Reverts)
            ?? throw new WorkspaceMigrationException(
                $"The schema is inside the migration {progress.MigrationId}, which was being "
                + (progress.Reverts ? "reverted" : "applied")
                + " and has a statement outside a transaction. Finish it first: migrate the workspace to "
                + (progress.Reverts ? "the migration before it." : "it, or to the newest with a build that has it."));
        if (!unfinished.Marks.ContainsKey(progress.Statement))
        {
            throw new WorkspaceMigrationException(
                $"The schema is inside the migration {progress.MigrationId}, at its statement {progress.Statement + 1}, and the "
                + "migration was changed since. Finish it with the build that began it.");
        }

        steps.Remove(unfinished);
        return [unfinished, .. steps];
    }

    private static IEnumerable<RenderedMigration> RevertsTo(
        MigrationGoal goal, Func<ContextMigrations, DbContext> contextOf, SchemaHistory history)
    {
        var known = goal.Context.IdsUpTo(id: null).Intersect(history.Applied, MigrationId.Comparer).ToList();
        var unknown = history.Applied.Where(goal.Context.Owns).Except(known, MigrationId.Comparer).Where(goal.IsBeyond).ToList();
        if (unknown.Count > 0)
        {
            throw CannotRevert(
                string.Join(", ", unknown), "which this build of the host does not know. Take it back with the build that has them.");
        }

        foreach (var id in known.Where(goal.IsBeyond).Reverse())
        {
            yield return new MigrationRenderer(contextOf(goal.Context), goal.Context.Qualifier).TryRenderDown(id, known)
                ?? throw CannotRevert(id, "which cannot be taken back: it has no Down. Migrate to it or to a later one.");
        }
    }

    private static WorkspaceMigrationException CannotRevert(string ids, string reason)
        => new($"The schema is ahead of the target and has {ids}, {reason} Nothing was changed.") { IsRefusal = true };

    private static MigrationGoal Find(IReadOnlyList<ContextMigrations> contexts, string named)
    {
        var found = contexts
            .SelectMany(c => c.Migrations.Where(m => MigrationId.Matches(m.Id, c.Name, named)).Select(m => new MigrationGoal(c, m.Id)))
            .ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new WorkspaceMigrationException(
                $"There is no migration '{named}'. Known are: {string.Join(", ", contexts.SelectMany(c => c.IdsUpTo(id: null)))}. "
                + "Nothing was changed.")
            { IsRefusal = true },
            _ => throw new WorkspaceMigrationException(
                $"Several contexts have a migration '{named}'. Name one of them: "
                + $"{string.Join(", ", found.Select(g => $"{g.Context.Name}/{MigrationId.InHistory(g.Id!)}"))}. Nothing was changed.")
            {
                IsRefusal = true,
            },
        };
    }

    private static void RefuseCommonTables(IReadOnlyList<ContextMigrations> contexts)
    {
        var common = contexts.SelectMany(c => c.Tables.Select(t => (Table: t, c.Name)))
            .GroupBy(t => t.Table, t => t.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(g => g.Count() > 1);
        if (common is not null)
        {
            throw new WorkspaceMigrationException(
                $"The migrations of {string.Join(" and ", common)} make the same table '{common.Key}', and all contexts share a "
                + "workspace's schema. Let one of them have it, and map it in the other with ToTable(…, table => "
                + "table.ExcludeFromMigrations()) and a migration of its own again. Nothing was changed.")
            { IsRefusal = true };
        }
    }

    /// <summary>
    /// After the order of registration was changed, a context would read the history of another, and make its own tables again.
    /// </summary>
    private void RefuseForeignMigrations(SchemaHistory history)
    {
        if (Contexts.Count == 1)
        {
            return;
        }

        foreach (var id in history.Applied.Where(id => !_ids.Contains(id)))
        {
            var (holder, owner) = (
                Contexts.First(c => c.Owns(id)),
                Contexts.FirstOrDefault(c => _ids.Contains(c.Qualifier + MigrationId.InHistory(id))));
            if (owner is not null)
            {
                throw new WorkspaceMigrationException(
                    $"The history table of {holder.Name} has the migration {MigrationId.InHistory(id)} of {owner.Name}. Was another "
                    + "context the first one before? Register the contexts in the order in which the schema was made; nothing was changed.")
                { IsRefusal = true };
            }
        }
    }
}
