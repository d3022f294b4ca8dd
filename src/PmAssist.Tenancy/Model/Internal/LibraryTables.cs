using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The library's tables in a workspace's schema. Its migrations, scripts and reports use their names, so a model that maps them to
/// other names is refused.
/// </summary>
internal static class LibraryTables
{
    public const string Integrations = "workspace_integrations";
    public const string Agents = "workspace_agents";
    public const string Jobs = "automation_jobs";

    /// <summary>
    /// Lists what is not mapped as the library maps it. Usually the base method was not called, and EF's conventions chose the names.
    /// </summary>
    public static IEnumerable<string> FindRemapped(IModel model)
    {
        foreach (var entityType in model.GetEntityTypes())
        {
            if (NameOf(entityType.ClrType) is not { } table)
            {
                continue;
            }

            var name = entityType.DisplayName();
            if (entityType.GetTableName() is var mapped && mapped != table)
            {
                yield return $"{name} is mapped to {(mapped is null ? "no table" : $"the table '{mapped}'")}, but the library's table is "
                    + $"'{table}'. Call base.OnModelCreating(modelBuilder) first in OnModelCreating, and do not change the mapping of the "
                    + "library's entities.";
                continue;
            }

            foreach (var property in entityType.GetDeclaredProperties().Where(p => p.PropertyInfo?.DeclaringType == entityType.ClrType))
            {
                if (property.GetColumnName() != ColumnConventions.SnakeCase(property.Name))
                {
                    yield return $"{name}.{property.Name} is mapped to the column '{property.GetColumnName()}', and the library's column "
                        + $"is '{ColumnConventions.SnakeCase(property.Name)}'. Leave the library's entities as it maps them.";
                }
            }
        }
    }

    private static string? NameOf(Type type)
        => type == typeof(WorkspaceIntegration) ? Integrations
            : type == typeof(WorkspaceAgent) ? Agents
            : type == typeof(AutomationJob) ? Jobs
            : null;
}
