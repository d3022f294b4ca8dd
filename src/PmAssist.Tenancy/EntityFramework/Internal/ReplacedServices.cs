using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Refuses a host's <c>ReplaceService</c> of an EF service that a rule depends on: EF applies it after the library's own registration,
/// and the rule would be gone without a word. What only shapes migrations or the history table may be replaced. For the factory of
/// commands see <see cref="WorkspaceBinding"/>, which also sees what another EF extension does.
/// </summary>
internal static class ReplacedServices
{
    private static readonly Dictionary<Type, string> RuleOf = new()
    {
        [typeof(IRelationalConnectionDiagnosticsLogger)] = "keep an unbound context from opening a connection",
        [typeof(IDatabase)] = "count the versions of rows",
        [typeof(IMigrator)] = "take the schema's lock and write the catalogue when a schema is migrated",
        [typeof(IAsyncQueryProvider)] = "stop a query that is kept past its lease",
        [typeof(IQueryContextFactory)] = "stop a query that is kept past its lease",
        [WorkspaceStateManager.Service] = "refuse an entity of another workspace",
        [typeof(IModelValidator)] = "refuse a table that all workspaces would share",
        [typeof(IDatabaseCreator)] = "refuse EnsureCreated and EnsureDeleted",
        [typeof(IRelationalDatabaseCreator)] = "refuse EnsureCreated and EnsureDeleted",
    };

    /// <exception cref="InvalidOperationException">Such a service was replaced.</exception>
    public static void Refuse(IDbContextOptions options, SchemaMode mode)
    {
        if (options.FindExtension<CoreOptionsExtension>()?.ReplacedServices is not { } replaced)
        {
            return;
        }

        // EF ignores a replacement of one named implementation, because the library's is registered in its place.
        foreach (var (service, _) in replaced.Keys.Where(k => k.Item2 is null))
        {
            var lost = RuleOf.GetValueOrDefault(service);
            if (service == typeof(IModelCacheKeyFactory) && mode == SchemaMode.ModelPerWorkspace)
            {
                lost = "give each workspace its own model";
            }

            if (lost is not null)
            {
                throw new InvalidOperationException(
                    $"{service.Name} was replaced, so nothing would {lost}. Remove the ReplaceService<{service.Name}, …>() call.");
            }
        }
    }
}
