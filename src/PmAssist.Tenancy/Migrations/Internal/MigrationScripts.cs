using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// A context's migrations as SQL against the template schema, rendered once by EF's own generator and used for every
/// workspace. Immutable.
/// </summary>
internal sealed class MigrationScripts
{
    private MigrationScripts(
        IReadOnlyList<SchemaStatement> createSchema,
        SchemaStatement createHistory,
        SchemaQuery? readHistory,
        IReadOnlyList<RenderedMigration> migrations)
    {
        CreateSchema = createSchema;
        CreateHistory = createHistory;
        ReadHistory = readHistory;
        Migrations = migrations;
        Fingerprint = Internal.Fingerprint.Of(migrations.Select(m => m.Id));
    }

    /// <summary>Creates the schema if it is not there; nothing where a workspace is a database of its own.</summary>
    public IReadOnlyList<SchemaStatement> CreateSchema { get; }

    /// <summary>Creates the schema and its history table if they are not there.</summary>
    public SchemaStatement CreateHistory { get; }

    /// <summary>
    /// Reads the ids in the history table; null where the host gave its columns other names. EF's own repository builds a model
    /// for the table in every context, which costs more than the query.
    /// </summary>
    public SchemaQuery? ReadHistory { get; }

    /// <summary>The delimited name of the column of ids that EF has by default.</summary>
    public required string HistoryColumn { get; init; }

    /// <summary>Whether the host's options seed what a migration changed.</summary>
    public required bool HasSeed { get; init; }

    /// <summary>All migrations, the oldest first.</summary>
    public IReadOnlyList<RenderedMigration> Migrations { get; }

    /// <summary>The fingerprint of a schema that has them all.</summary>
    public string Fingerprint { get; }

    /// <summary>The newest migration.</summary>
    public string NewestId => Migrations[^1].Id;

    /// <summary>Renders the migrations of a context, bound or not; sends nothing.</summary>
    /// <exception cref="WorkspaceMigrationException">The context has no migrations.</exception>
    public static MigrationScripts Render(DbContext context)
    {
        var assembly = context.GetService<IMigrationsAssembly>();
        var contextName = context.GetType().Name;
        if (assembly.Migrations.Count == 0)
        {
            var engine = context.GetService<IDbContextOptions>().FindExtension<TenancyOptionsExtension>()!.Provider.Name;
            throw new WorkspaceMigrationException(
                $"{contextName} has no migrations for {engine} in {assembly.Assembly.GetName().Name}. Add the first one with "
                + $"'dotnet ef migrations add Initial --context {contextName} --output-dir Migrations/{engine}'.");
        }

        // An error unless the host configured the warning otherwise, as in EF; without a snapshot there is nothing to compare.
        if (assembly.ModelSnapshot is not null && context.GetService<IMigrator>().HasPendingModelChanges())
        {
            context.GetService<IDiagnosticsLogger<DbLoggerCategory.Migrations>>().PendingModelChangesWarning(context.GetType());
        }

        return new MigrationScripts(
            RenderCreateSchema(context),
            new SchemaStatement(context.GetService<IHistoryRepository>().GetCreateIfNotExistsScript(), IsGenerated: true),
            RenderReadHistory(context),
            [.. assembly.Migrations.Select(m => RenderUp(context, m.Key))])
        {
            HasSeed = context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()
                is { AsyncSeeder: not null } or { Seeder: not null },
            HistoryColumn = context.GetService<ISqlGenerationHelper>().DelimitIdentifier(nameof(HistoryRow.MigrationId)),
        };
    }

    /// <summary>The id of a target.</summary>
    /// <param name="target">A migration's id or name; null for the newest.</param>
    /// <exception cref="WorkspaceMigrationException">There is no such migration.</exception>
    public string Resolve(string? target)
        => string.IsNullOrEmpty(target)
            ? NewestId
            : Migrations.FirstOrDefault(m => MigrationId.Matches(m.Id, target))?.Id
                ?? throw new WorkspaceMigrationException(
                    $"There is no migration '{target}'. Known are: {string.Join(", ", Migrations.Select(m => m.Id))}. Nothing was changed.")
                {
                    IsRefusal = true,
                };

    /// <summary>Makes sure that there is such a target.</summary>
    /// <exception cref="WorkspaceMigrationException">There is not.</exception>
    public void Require(MigrationTarget target) => _ = ExplicitId(target);

    /// <summary>The fingerprint of a schema that has all migrations up to one.</summary>
    public string FingerprintAt(string migrationId)
        => Internal.Fingerprint.Of(Migrations.Select(m => m.Id).Where(id => MigrationId.Compare(id, migrationId) <= 0));

    /// <summary>The fingerprints of schemas that have all migrations up to one, up to the next one, and so on.</summary>
    public IReadOnlyList<string> FingerprintsFrom(string migrationId)
        => [.. Migrations.Where(m => MigrationId.Compare(m.Id, migrationId) >= 0).Select(m => FingerprintAt(m.Id))];

    /// <summary>
    /// Whether the way to a target may leave its transaction. On the way back that is only known of what would be reverted.
    /// </summary>
    /// <param name="context">A context to render what may have to be reverted with.</param>
    /// <param name="target">Where to go.</param>
    public bool SpansTransactions(DbContext context, MigrationTarget target)
    {
        if (Migrations.Any(m => m.LeavesTransaction))
        {
            return true;
        }

        var ids = Migrations.Select(m => m.Id).ToList();
        return target.MayRevert
            && ExplicitId(target) is { } targetId
            && ids.Where(id => MigrationId.Compare(id, targetId) > 0)
                .Any(id => TryRenderDown(context, id, ids) is { LeavesTransaction: true });
    }

    /// <summary>What takes a schema with some migrations to a target, what an earlier run left unfinished first.</summary>
    /// <param name="context">Makes a context to render what has to be reverted with.</param>
    /// <param name="history">The migrations that the schema has.</param>
    /// <param name="target">Where to go.</param>
    /// <exception cref="WorkspaceMigrationException">The schema is inside a migration that is not on the way.</exception>
    public IReadOnlyList<RenderedMigration> StepsTo(Func<DbContext> context, SchemaHistory history, MigrationTarget target)
    {
        var applied = history.Applied.ToHashSet(MigrationId.Comparer);
        var targetId = ExplicitId(target) ?? NewestId;
        var steps = Migrations.Where(m => !applied.Contains(m.Id) && MigrationId.Compare(m.Id, targetId) <= 0).ToList();
        if (target.MayRevert && ExplicitId(target) is not null)
        {
            var known = Migrations.Where(m => applied.Contains(m.Id)).Select(m => m.Id).ToList();
            var unknown = history.Applied.Except(known, MigrationId.Comparer).Where(id => MigrationId.Compare(id, targetId) > 0).ToList();
            if (unknown.Count > 0)
            {
                throw CannotRevert(
                    string.Join(", ", unknown), "which this build of the host does not know. Take it back with the build that has them.");
            }

            var reverted = known.Where(id => MigrationId.Compare(id, targetId) > 0).Reverse();
            steps.InsertRange(0, reverted.Select(id => TryRenderDown(context(), id, known)
                ?? throw CannotRevert(id, "which cannot be taken back: it has no Down. Migrate to it or to a later one.")));
        }

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

    private static WorkspaceMigrationException CannotRevert(string ids, string reason)
        => new($"The schema is ahead of the target and has {ids}, {reason} Nothing was changed.") { IsRefusal = true };

    /// <summary>Null for a migration without a <c>Down</c>, by which EF throws.</summary>
    private static RenderedMigration? TryRenderDown(DbContext context, string id, List<string> appliedIds)
    {
        try
        {
            return RenderDown(context, id, Previous(context, appliedIds, id));
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static Migration? Previous(DbContext context, List<string> appliedIds, string id)
    {
        var at = appliedIds.IndexOf(id);
        return at == 0 ? null : Create(context, appliedIds[at - 1]);
    }

    private static Migration Create(DbContext context, string id)
    {
        var assembly = context.GetService<IMigrationsAssembly>();
        return assembly.CreateMigration(assembly.Migrations[id], context.Database.ProviderName!);
    }

    /// <summary>The id that an explicit target stands for, empty for none of the migrations; null for the newest.</summary>
    private string? ExplicitId(MigrationTarget target)
        => target.Migration switch
        {
            null or "" => null,
            Migration.InitialDatabase => "",
            var migration => Resolve(migration),
        };

    private static List<SchemaStatement> RenderCreateSchema(DbContext context)
    {
        var schema = RelationalOptionsExtension.Extract(context.GetService<IDbContextOptions>()).MigrationsHistoryTableSchema!;
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate([new EnsureSchemaOperation { Name = schema }]);
        return [.. commands.Select(c => new SchemaStatement(c.CommandText, IsGenerated: true))];
    }

    private static SchemaQuery? RenderReadHistory(DbContext context)
    {
        var helper = context.GetService<ISqlGenerationHelper>();
        var id = helper.DelimitIdentifier(nameof(HistoryRow.MigrationId));
        var options = RelationalOptionsExtension.Extract(context.GetService<IDbContextOptions>());
        var table = helper.DelimitIdentifier(options.MigrationsHistoryTableName!, options.MigrationsHistoryTableSchema);
        var insert = context.GetService<IHistoryRepository>().GetInsertScript(new HistoryRow("id", "version"));
        return insert.Contains(id, StringComparison.Ordinal) && insert.Contains(table, StringComparison.Ordinal)
            ? new SchemaQuery($"SELECT {id} FROM {table}", table)
            : null;
    }

    private static RenderedMigration RenderUp(DbContext context, string id)
    {
        var migration = Create(context, id);
        return Render(context, id, reverts: false, migration.UpOperations, migration.TargetModel, InsertInto(context, id));
    }

    private static RenderedMigration RenderDown(DbContext context, string id, Migration? previous)
    {
        var migration = Create(context, id);
        return Render(context, id, reverts: true, migration.DownOperations, previous?.TargetModel, DeleteFrom(context, id));
    }

    private static SchemaStatement InsertInto(DbContext context, string id)
        => new(context.GetService<IHistoryRepository>().GetInsertScript(new HistoryRow(id, ProductInfo.GetVersion())), IsGenerated: true);

    private static SchemaStatement DeleteFrom(DbContext context, string id)
        => new(context.GetService<IHistoryRepository>().GetDeleteScript(id), IsGenerated: true);

    private static RenderedMigration Render(
        DbContext context,
        string id,
        bool reverts,
        IReadOnlyList<MigrationOperation> operations,
        IModel? model,
        SchemaStatement historyStatement)
    {
        var initialized = model is null ? null : context.GetService<IModelRuntimeInitializer>().Initialize(model);
        var generated = operations.All(o => o.GetType().Assembly == typeof(MigrationOperation).Assembly && o is not SqlOperation);
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(operations, initialized);
        var provider = context.GetService<IDbContextOptions>().FindExtension<TenancyOptionsExtension>()!.Provider;
        var statements = provider.Arrange(
            [.. commands.Select(c => new SchemaStatement(c.CommandText, generated, c.TransactionSuppressed)), historyStatement]);

        var marks = Enumerable.Range(0, statements.Count)
            .Where(i => statements[i].OutsideTransaction && !statements[i].IsSessionSetting)
            .SelectMany(i => (int[])[i, i + 1])
            .Distinct()
            .Select(i => new MigrationProgress(id, reverts, i))
            .ToDictionary(p => p.Statement, p => new ProgressMark(p, InsertInto(context, p.HistoryId), DeleteFrom(context, p.HistoryId)));
        return new RenderedMigration(id, reverts, statements, historyStatement, marks);
    }
}
