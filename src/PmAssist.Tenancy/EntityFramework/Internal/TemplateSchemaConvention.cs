using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Sets the model's default schema before anything else is in the model, so that nothing depends on a host's
/// <c>OnModelCreating</c> calling the base method; checks it at the end; gives columns marked as JSON the engine's type; and adds what
/// the master's queries ask the engine.
/// </summary>
/// <remarks>
/// EF's conventions for table sharing, splitting and TPC sequences read the default schema while the model is being built, and what
/// they name without a schema stays without one.
/// </remarks>
internal sealed class TemplateSchemaConvention(string schema, JsonStorage json, bool isMaster)
    : IModelInitializedConvention, IModelFinalizingConvention, IModelFinalizedConvention
{
    public void ProcessModelInitialized(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
        => modelBuilder.HasDefaultSchema(schema);

    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        Check(modelBuilder.Metadata);
        if (isMaster)
        {
            MasterFunctions.AddTo(modelBuilder, json);
        }

        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
        {
            foreach (var property in entityType.GetDeclaredProperties())
            {
                if (property.FindAnnotation(TenancyAnnotations.Json) is not null)
                {
                    property.Builder.HasColumnType(json.Type);
                }
            }
        }
    }

    /// <summary>Checked again, because the host's own finalizing conventions run later.</summary>
    public IModel ProcessModelFinalized(IModel model)
    {
        Check(model);
        return model;
    }

    private void Check(IReadOnlyModel model)
    {
        if (model.GetDefaultSchema() is var chosen && chosen != schema)
        {
            throw new InvalidOperationException(
                $"The model cannot be used for workspaces: its default schema is set to '{chosen ?? "(none)"}', which all workspaces would "
                + "share. Remove HasDefaultSchema; the library sets each workspace's own.");
        }
    }

    /// <summary>Adds the convention to the context's conventions.</summary>
    internal sealed class Plugin(IDbContextOptions options, ISchemaBinding binding) : IConventionSetPlugin
    {
        /// <summary>First in the lists, because EF's own initializing and finalizing conventions read the schema.</summary>
        public ConventionSet ModifyConventions(ConventionSet conventionSet)
        {
            var extension = options.FindExtension<TenancyOptionsExtension>()!;
            var convention = new TemplateSchemaConvention(binding.ModelSchema, extension.Provider.Json, extension.IsMaster);
            conventionSet.ModelInitializedConventions.Insert(0, convention);
            conventionSet.ModelFinalizingConventions.Insert(0, convention);
            conventionSet.ModelFinalizedConventions.Insert(0, convention);
            return conventionSet;
        }
    }
}
