using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Internal;

internal sealed class SchemaVersions(
    TenancyContexts contexts, SchemaSessions sessions, MigrationSet migrations, SchemaHistoryReader reader) : ISchemaVersions
{
    public SchemaVersion Newest => VersionOf(migrations.Scripts.Migrations.Select(m => m.Id));

    public async Task<SchemaVersion> ReadAsync(
        WorkspaceSchema schema, Func<string, DbCommand> createCommand, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(createCommand);
        if (migrations.Scripts.ReadHistory is not { } query)
        {
            return VersionOf(await reader.ReadAsync(schema, cancellationToken).ConfigureAwait(false));
        }

        var command = createCommand(query.BoundTo(schema).Text);
        await using var commandDisposal = command.ConfigureAwait(false);
        var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var rowsDisposal = rows.ConfigureAwait(false);
        var ids = new List<string>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            ids.Add(rows.GetString(0));
        }

        return VersionOf(ids);
    }

    public IReadOnlyList<IModel> ModelsAt(SchemaVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.IsSame(Newest)
            ? sessions.WorkspaceModels
            : [.. contexts.Workspace.Select(c => ModelAt(c, version)).OfType<IModel>()];
    }

    /// <summary>The ids that a version stands for, as the library names them among all contexts.</summary>
    public static IReadOnlyCollection<string> IdsOf(SchemaVersion version, IReadOnlyList<ContextMigrations> contexts)
        => [.. contexts.SelectMany(c => version.MigrationsOf(c.Name), (c, id) => c.Qualifier + id)];

    private SchemaVersion VersionOf(IEnumerable<string> ids)
    {
        var all = ids.ToList();
        return new SchemaVersion(
        [
            .. migrations.Scripts.Contexts.Select((string, IReadOnlyList<string>) (c) => (
                c.Name, [.. all.Where(c.Owns).Select(MigrationId.InHistory).Order(StringComparer.OrdinalIgnoreCase)])),
        ]);
    }

    private static IModel? ModelAt(IWorkspaceContexts contexts, SchemaVersion version)
    {
        using var context = contexts.CreateUnbound();
        if (version.MigrationsOf(contexts.ContextType.Name) is not [.., var newest])
        {
            return null;
        }

        var assembly = context.GetService<IMigrationsAssembly>();
        var type = assembly.Migrations.First(m => m.Key.Equals(newest, StringComparison.OrdinalIgnoreCase)).Value;
        var model = assembly.CreateMigration(type, context.Database.ProviderName!).TargetModel;
        return context.GetService<IModelRuntimeInitializer>().Initialize(model, designTime: true, validationLogger: null);
    }
}
