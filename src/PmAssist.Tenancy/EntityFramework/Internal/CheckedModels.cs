using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Checks each model that a context is bound with, once. EF validates the models that it builds, but not one that is given with
/// <c>UseModel</c> or was compiled.
/// </summary>
internal sealed class CheckedModels
{
    /// <summary>The schema that each model was found good for.</summary>
    private readonly ConditionalWeakTable<IModel, string> _good = [];

    /// <param name="model">The context's run-time model.</param>
    /// <param name="schema">The schema that it has to be for.</param>
    /// <exception cref="TenancyException">The model is for another schema, or has something mapped outside this one.</exception>
    public void Check(IModel model, string schema)
    {
        if (_good.TryGetValue(model, out var good) && good == schema)
        {
            return;
        }

        if (model.GetDefaultSchema() is var found && found != schema)
        {
            throw new TenancyException(
                $"EF did not build the context's model: it is for the schema '{found ?? "(none)"}', not for {schema}, so nothing was sent. "
                + "Remove UseModel(...), or build or compile the model with a context whose options have UseWorkspaceSchemas(...)"
                + (schema == WorkspaceSchema.TemplateName ? "." : "; in SchemaMode.ModelPerWorkspace each workspace has a model of its "
                + "own."));
        }

        if (FindElsewhere(model.GetRelationalModel(), schema).FirstOrDefault() is { } elsewhere)
        {
            throw new TenancyException(
                $"EF did not build the context's model: it maps {elsewhere}, which all workspaces would share, so nothing was sent. "
                + "Build or compile the model with a context whose options have UseWorkspaceSchemas(...).");
        }

        _good.AddOrUpdate(model, schema);
    }

    private static IEnumerable<string> FindElsewhere(IRelationalModel model, string schema)
        => Find("the table", model.Tables, schema)
            .Concat(Find("the view", model.Views, schema))
            .Concat(Find("the stored procedure", model.StoredProcedures, schema))
            .Concat(model.Functions
                .Where(f => !f.IsBuiltIn && f.Schema != schema
                    && f.DbFunctions.Any(d => d.FindAnnotation(TenancyAnnotations.SharedAcrossWorkspaces) is null))
                .Select(f => Name("the function", f.Name, f.Schema)))
            .Concat(model.Sequences.Where(s => s.Schema != schema).Select(s => Name("the sequence", s.Name, s.Schema)));

    private static IEnumerable<string> Find(string kind, IEnumerable<ITableBase> tables, string schema)
        => tables.Where(t => t.Schema != schema && !t.EntityTypeMappings.All(m => IsShared(m.TypeBase)))
            .Select(t => Name(kind, t.Name, t.Schema));

    private static bool IsShared(ITypeBase type) => type is IEntityType entityType && entityType.IsSharedAcrossWorkspaces();

    private static string Name(string kind, string name, string? schema) => $"{kind} '{name}' in the schema '{schema ?? "(none)"}'";
}
