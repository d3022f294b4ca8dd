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
    private MigrationScripts(string createHistory, string? readHistory, IReadOnlyList<RenderedMigration> migrations)
    {
        ReadHistory = readHistory;
        CreateHistory = createHistory;
        Migrations = migrations;
        Fingerprint = Internal.Fingerprint.Of(migrations.Select(m => m.Id));
    }

    /// <summary>Creates the history table if it is not there.</summary>
    public string CreateHistory { get; }

    /// <summary>
    /// Reads the ids in the history table; null where the host gave its columns other names. EF's own repository builds a model
    /// for the table in every context, which costs more than the query.
    /// </summary>
    public string? ReadHistory { get; }

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
            context.GetService<IHistoryRepository>().GetCreateIfNotExistsScript(),
            RenderReadHistory(context),
            [.. assembly.Migrations.Select(m => RenderUp(context, m.Key))]);
    }

    /// <summary>The id of a target.</summary>
    /// <param name="target">A migration's id or name; null for the newest.</param>
    /// <exception cref="WorkspaceMigrationException">There is no such migration.</exception>
    public string Resolve(string? target)
        => string.IsNullOrEmpty(target)
            ? NewestId
            : Migrations.FirstOrDefault(m => Compare(m.Id, target) == 0 || Compare(NameOf(m.Id), target) == 0)?.Id
                ?? throw new WorkspaceMigrationException(
                    $"There is no migration '{target}'. Known are: {string.Join(", ", Migrations.Select(m => m.Id))}.");

    /// <summary>The fingerprint of a schema that has all migrations up to one.</summary>
    public string FingerprintAt(string migrationId)
        => Internal.Fingerprint.Of(Migrations.Select(m => m.Id).Where(id => Compare(id, migrationId) <= 0));

    /// <summary>What takes a schema with some migrations to a target.</summary>
    /// <param name="context">A context to render what has to be reverted with.</param>
    /// <param name="appliedIds">The migrations that the schema has.</param>
    /// <param name="target">Where to go.</param>
    public IReadOnlyList<RenderedMigration> StepsTo(DbContext context, IReadOnlySet<string> appliedIds, MigrationTarget target)
    {
        var targetId = target.Migration == Migration.InitialDatabase ? "" : Resolve(target.Migration);
        var missing = Migrations.Where(m => !appliedIds.Contains(m.Id) && Compare(m.Id, targetId) <= 0);
        if (!target.MayRevert || string.IsNullOrEmpty(target.Migration))
        {
            return [.. missing];
        }

        var known = Migrations.Where(m => appliedIds.Contains(m.Id)).Select(m => m.Id).ToList();
        var reverted = known.Where(id => Compare(id, targetId) > 0).Reverse()
            .Select(id => RenderDown(context, id, Previous(context, known, id)));
        return [.. reverted, .. missing];
    }

    // An id is a timestamp of 14 digits, an underscore and the name (EF Core, MigrationsIdGenerator).
    private static string NameOf(string id) => id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..];

    private static int Compare(string left, string right) => string.Compare(left, right, StringComparison.OrdinalIgnoreCase);

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

    private static string? RenderReadHistory(DbContext context)
    {
        var helper = context.GetService<ISqlGenerationHelper>();
        var id = helper.DelimitIdentifier(nameof(HistoryRow.MigrationId));
        var options = RelationalOptionsExtension.Extract(context.GetService<IDbContextOptions>());
        var table = helper.DelimitIdentifier(options.MigrationsHistoryTableName!, options.MigrationsHistoryTableSchema);
        var insert = context.GetService<IHistoryRepository>().GetInsertScript(new HistoryRow("id", "version"));
        return insert.Contains(id, StringComparison.Ordinal) && insert.Contains(table, StringComparison.Ordinal)
            ? $"SELECT {id} FROM {table}"
            : null;
    }

    private static RenderedMigration RenderUp(DbContext context, string id)
    {
        var migration = Create(context, id);
        var row = new HistoryRow(id, ProductInfo.GetVersion());
        return Render(
            context, id, migration.UpOperations, migration.TargetModel, context.GetService<IHistoryRepository>().GetInsertScript(row));
    }

    private static RenderedMigration RenderDown(DbContext context, string id, Migration? previous)
    {
        var migration = Create(context, id);
        return Render(
            context, id, migration.DownOperations, previous?.TargetModel, context.GetService<IHistoryRepository>().GetDeleteScript(id));
    }

    private static RenderedMigration Render(
        DbContext context, string id, IReadOnlyList<MigrationOperation> operations, IModel? model, string historyStatement)
    {
        var initialized = model is null ? null : context.GetService<IModelRuntimeInitializer>().Initialize(model);
        var generated = operations.All(o => o.GetType().Assembly == typeof(MigrationOperation).Assembly && o is not SqlOperation);
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(operations, initialized);

        IEnumerable<SchemaStatement> statements =
        [
            .. commands.Select(c => new SchemaStatement(c.CommandText, generated, c.TransactionSuppressed)),
            new SchemaStatement(historyStatement, IsGenerated: true),
        ];
        var provider = context.GetService<IDbContextOptions>().FindExtension<TenancyOptionsExtension>()!.Provider;
        return new RenderedMigration(id, provider.Arrange([.. statements]));
    }
}
