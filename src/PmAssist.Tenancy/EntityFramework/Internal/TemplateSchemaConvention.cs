using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Gives the model its default schema before anything else is in it, so that nothing depends on a host's
/// <c>OnModelCreating</c> calling the base method; checks it at the end; and gives columns marked as JSON their engine's type.
/// </summary>
/// <remarks>
/// Table sharing, splitting and the sequences of TPC read the default schema while the model grows, and what they named without
/// one stays without one.
/// </remarks>
internal sealed class TemplateSchemaConvention(string schema, string jsonColumnType)
    : IModelInitializedConvention, IModelFinalizingConvention, IModelFinalizedConvention
{
    public void ProcessModelInitialized(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
        => modelBuilder.HasDefaultSchema(schema);

    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        Check(modelBuilder.Metadata);
        foreach (var entityType in modelBuilder.Metadata.GetEntityTypes())
        {
            foreach (var property in entityType.GetDeclaredProperties())
            {
                if (property.FindAnnotation(TenancyAnnotations.Json) is not null)
                {
                    property.Builder.HasColumnType(jsonColumnType);
                }
            }
        }
    }

    /// <summary>Once more: conventions of the host's own are finalizing ones as well, and come later.</summary>
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
        /// <summary>First in the lists: what EF does when a model is initialized or finalized reads the schema.</summary>
        public ConventionSet ModifyConventions(ConventionSet conventionSet)
        {
            var extension = options.FindExtension<TenancyOptionsExtension>()!;
            var convention = new TemplateSchemaConvention(binding.ModelSchema, extension.Provider.JsonColumnType);
            conventionSet.ModelInitializedConventions.Insert(0, convention);
            conventionSet.ModelFinalizingConventions.Insert(0, convention);
            conventionSet.ModelFinalizedConventions.Insert(0, convention);
            return conventionSet;
        }
    }
}
