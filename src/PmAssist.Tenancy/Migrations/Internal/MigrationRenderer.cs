using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>Renders a context's migrations against the template schema, with EF's own generator. Sends nothing.</summary>
/// <param name="context">The context, bound or not.</param>
/// <param name="qualifier">What its migrations' ids begin with.</param>
internal sealed class MigrationRenderer(DbContext context, string qualifier)
{
    private readonly IMigrationsAssembly _assembly = context.GetService<IMigrationsAssembly>();
    private readonly IHistoryRepository _history = context.GetService<IHistoryRepository>();
    private readonly IDbContextOptions _options = context.GetService<IDbContextOptions>();

    private TenancyProvider Provider => _options.FindExtension<TenancyOptionsExtension>()!.Provider;

    /// <exception cref="WorkspaceMigrationException">The context has no migrations, or one names no schema.</exception>
    public ContextMigrations Render()
    {
        if (_assembly.Migrations.Count == 0)
        {
            var name = context.GetType().Name;
            throw new WorkspaceMigrationException(
                $"{name} has no migrations for {Provider.Name} in {_assembly.Assembly.GetName().Name}. Add the first one with "
                + $"'dotnet ef migrations add Initial --context {name} --output-dir {FolderOf(name)}'.");
        }

        RequireHistoryName();

        // An error unless the host configured the warning otherwise, as in EF; without a snapshot there is nothing to compare.
        if (_assembly.ModelSnapshot is not null && context.GetService<IMigrator>().HasPendingModelChanges())
        {
            context.GetService<IDiagnosticsLogger<DbLoggerCategory.Migrations>>().PendingModelChangesWarning(context.GetType());
        }

        var createSchema = RenderCreateSchema();
        return new ContextMigrations
        {
            ContextType = context.GetType(),
            Qualifier = qualifier,
            CreateSchema = createSchema,
            CreateHistory = RenderCreateHistory(createSchema),
            ReadHistory = RenderReadHistory(),
            HistoryColumn = context.GetService<ISqlGenerationHelper>().DelimitIdentifier(nameof(HistoryRow.MigrationId)),
            HasSeed = _options.FindExtension<CoreOptionsExtension>() is { AsyncSeeder: not null } or { Seeder: not null },
            Migrations = [.. _assembly.Migrations.Select(m => RenderUp(m.Key))],
            Tables = [.. FindTables()],
        };
    }

    /// <summary>Two contexts of one project would have classes of the same name in one folder.</summary>
    private string FolderOf(string contextName)
    {
        const string Suffix = nameof(DbContext);
        var module = contextName.EndsWith(Suffix, StringComparison.Ordinal) ? contextName[..^Suffix.Length] : contextName;
        return qualifier.Length == 0 || module.Length == 0 ? $"Migrations/{Provider.Name}" : $"Migrations/{module}/{Provider.Name}";
    }

    /// <summary>Null for a migration without a <c>Down</c>, by which EF throws.</summary>
    /// <param name="id">The migration.</param>
    /// <param name="applied">The context's migrations that the schema has, the oldest first.</param>
    public RenderedMigration? TryRenderDown(string id, IReadOnlyList<string> applied)
    {
        try
        {
            var before = applied.TakeWhile(a => a != id).LastOrDefault();
            var migration = Create(id);
            return Render(id, reverts: true, migration.DownOperations, before is null ? null : Create(before).TargetModel, DeleteFrom(id));
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>
    /// An engine that cuts a longer name would give two contexts the same history, or one history two names. PostgreSQL counts bytes.
    /// </summary>
    private void RequireHistoryName()
    {
        var name = RelationalOptionsExtension.Extract(_options).MigrationsHistoryTableName!;
        if (context.Model.GetMaxIdentifierLength() is var longest && Encoding.UTF8.GetByteCount(name) is var bytes && bytes > longest)
        {
            throw new WorkspaceMigrationException(
                $"The migrations history table of {context.GetType().Name}, '{name}', has {bytes} bytes, and {Provider.Name} "
                + $"takes {longest}. Name it with MigrationsHistoryTable(...) in this context's own options, "
                + $"AddContext<{context.GetType().Name}>((_, options) => …), or shorten the name of the context's class.");
        }
    }

    private Migration Create(string id)
        => _assembly.CreateMigration(_assembly.Migrations[MigrationId.InHistory(id)], context.Database.ProviderName!);

    /// <summary>
    /// The tables that all migrations together leave, the history among them; what a migration's own SQL does is not seen.
    /// </summary>
    private HashSet<string> FindTables()
    {
        var tables = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var operation in _assembly.Migrations.Keys.SelectMany(id => Create(id).UpOperations))
        {
            _ = operation switch
            {
                CreateTableOperation created => tables.Add(created.Name),
                DropTableOperation dropped => tables.Remove(dropped.Name),
                RenameTableOperation { NewName: { } renamed } old => tables.Remove(old.Name) && tables.Add(renamed),
                _ => false,
            };
        }

        tables.Add(RelationalOptionsExtension.Extract(_options).MigrationsHistoryTableName!);
        return tables;
    }

    private List<SchemaStatement> RenderCreateSchema()
    {
        var schema = RelationalOptionsExtension.Extract(_options).MigrationsHistoryTableSchema!;
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate([new EnsureSchemaOperation { Name = schema }]);
        return [.. commands.Select(c => new SchemaStatement(c.CommandText, isGenerated: true))];
    }

    /// <summary>The first context's creates the schema too; the others follow it, and need not look for the schema again.</summary>
    private SchemaStatement RenderCreateHistory(List<SchemaStatement> createSchema)
    {
        var script = _history.GetCreateIfNotExistsScript();
        var first = string.Concat(createSchema.Select(s => s.Text));
        var rest = qualifier.Length > 0 && first.Length > 0 && script.StartsWith(first, StringComparison.Ordinal)
            ? script[first.Length..].TrimStart()
            : script;
        return new SchemaStatement(rest, isGenerated: true);
    }

    private SchemaQuery? RenderReadHistory()
    {
        var helper = context.GetService<ISqlGenerationHelper>();
        var id = helper.DelimitIdentifier(nameof(HistoryRow.MigrationId));
        var options = RelationalOptionsExtension.Extract(_options);
        var table = helper.DelimitIdentifier(options.MigrationsHistoryTableName!, options.MigrationsHistoryTableSchema);
        var insert = _history.GetInsertScript(new HistoryRow("id", "version"));
        if (!insert.Contains(id, StringComparison.Ordinal) || !insert.Contains(table, StringComparison.Ordinal))
        {
            return null;
        }

        var qualified = qualifier.Length == 0 ? id : $"CONCAT('{qualifier}', {id})";
        return new SchemaQuery($"SELECT {qualified} FROM {table}", table);
    }

    private RenderedMigration RenderUp(string historyId)
    {
        var id = qualifier + historyId;
        var migration = Create(id);
        return Render(id, reverts: false, migration.UpOperations, migration.TargetModel, InsertInto(id));
    }

    private SchemaStatement InsertInto(string id)
        => new(_history.GetInsertScript(new HistoryRow(MigrationId.InHistory(id), ProductInfo.GetVersion())), isGenerated: true)
        {
            Migration = id,
        };

    private SchemaStatement DeleteFrom(string id) => new(_history.GetDeleteScript(MigrationId.InHistory(id)), isGenerated: true)
    {
        Migration = id,
    };

    private RenderedMigration Render(
        string id, bool reverts, IReadOnlyList<MigrationOperation> operations, IModel? model, SchemaStatement historyStatement)
    {
        if (Provider.MasterSharesDatabase)
        {
            OperationSchemas.Require(id, operations);
        }

        // dotnet ef begins each context's first migration with it, but a schema is there before any migration of it is applied.
        operations = [.. operations.Where(o => o is not EnsureSchemaOperation { Name: WorkspaceSchema.TemplateName })];
        var initialized = model is null ? null : context.GetService<IModelRuntimeInitializer>().Initialize(model);
        var generated = operations.All(o => o.GetType().Assembly == typeof(MigrationOperation).Assembly && o is not SqlOperation);
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate(operations, initialized);
        var statements = Provider.Arrange(
        [
            .. commands.Select(c => new SchemaStatement(c.CommandText, generated, c.TransactionSuppressed) { Migration = id }),
            historyStatement,
        ]);

        var marks = Enumerable.Range(0, statements.Count)
            .Where(i => statements[i].OutsideTransaction && !statements[i].IsSessionSetting)
            .SelectMany(i => (int[])[i, i + 1])
            .Distinct()
            .Select(i => new MigrationProgress(id, reverts, i))
            .ToDictionary(p => p.Statement, p => new ProgressMark(p, InsertInto(p.HistoryId), DeleteFrom(p.HistoryId)));
        return new RenderedMigration(id, reverts, statements, historyStatement, marks);
    }
}
