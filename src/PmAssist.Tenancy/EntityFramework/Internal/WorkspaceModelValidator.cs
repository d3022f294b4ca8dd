using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Refuses a workspace model that maps anything outside the schema it is built for, which all workspaces would silently share, or
/// that has anything the engine cannot keep apart per schema.
/// </summary>
internal sealed class WorkspaceModelValidator(IModelValidator inner, TenancyProvider provider) : IModelValidator
{
    public void Validate(IModel model, IDiagnosticsLogger<DbLoggerCategory.Model.Validation> logger)
    {
        inner.Validate(model, logger);

        List<string> problems =
            [.. LibraryTables.FindRemapped(model), .. FindMappingsElsewhere(model), .. provider.FindUnsupportedMappings(model)];
        if (problems.Count > 0)
        {
            throw new InvalidOperationException(
                $"The model cannot be used for workspaces: {string.Join(" ", problems)}");
        }
    }

    private static IEnumerable<string> FindMappingsElsewhere(IModel model)
    {
        var schema = model.GetDefaultSchema();
        foreach (var entityType in model.GetEntityTypes())
        {
            var shared = entityType.IsSharedAcrossWorkspaces();
            foreach (var (kind, name, objectSchema) in MappingsOf(entityType))
            {
                if (shared && kind == "table" && !entityType.IsTableExcludedFromMigrations())
                {
                    yield return $"{entityType.DisplayName()} is shared across workspaces, so no workspace's migration may create "
                        + $"its table: add ToTable(\"{name}\", table => table.ExcludeFromMigrations()).";
                }
                else if (!shared && objectSchema != schema)
                {
                    yield return Elsewhere(entityType.DisplayName(), kind, name, objectSchema);
                }
            }
        }

        foreach (var sequence in model.GetSequences().Where(s => s.Schema != schema))
        {
            yield return $"The sequence '{sequence.Name}' lies in the schema '{sequence.Schema ?? "(none)"}', and each workspace's "
                + "migration would create it there again. Remove its schema, so that each workspace has its own. One for all workspaces "
                + "is created by an administrator and named in HasDefaultValueSql(...), not in the model.";
        }

        foreach (var function in model.GetDbFunctions().Where(f => !f.IsBuiltIn && f.Schema != schema && !IsShared(f)))
        {
            yield return Elsewhere("A function", "function", function.Name, function.Schema);
        }
    }

    private static IEnumerable<(string Kind, string Name, string? Schema)> MappingsOf(IEntityType entityType)
    {
        if (entityType.GetTableName() is { } table)
        {
            yield return ("table", table, entityType.GetSchema());
        }

        if (entityType.GetViewName() is { } view)
        {
            yield return ("view", view, entityType.GetViewSchema());
        }

        foreach (var fragment in entityType.GetMappingFragments())
        {
            yield return ("table", fragment.StoreObject.Name, fragment.StoreObject.Schema);
        }

        foreach (var procedure in new[]
                 {
                     entityType.GetInsertStoredProcedure(), entityType.GetUpdateStoredProcedure(), entityType.GetDeleteStoredProcedure(),
                 })
        {
            if (procedure is not null)
            {
                yield return ("stored procedure", procedure.Name, procedure.Schema);
            }
        }
    }

    private static bool IsShared(IReadOnlyDbFunction function)
        => function.FindAnnotation(TenancyAnnotations.SharedAcrossWorkspaces) is not null;

    private static string Elsewhere(string owner, string kind, string name, string? objectSchema)
        => $"{owner} is mapped to the {kind} '{name}' in the schema '{objectSchema ?? "(none)"}', which all workspaces would share. "
            + "Remove its schema, so that each workspace has its own, or mark it with IsSharedAcrossWorkspaces().";
}
