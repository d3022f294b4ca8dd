using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Gives the model its default schema when it is finalized, so that nothing depends on a host's
/// <c>OnModelCreating</c> calling the base method; and columns marked as JSON their engine's type.
/// </summary>
internal sealed class TemplateSchemaConvention(string schema, string jsonColumnType) : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        modelBuilder.HasDefaultSchema(schema);
        if (modelBuilder.Metadata.GetDefaultSchema() is var chosen && chosen != schema)
        {
            throw new InvalidOperationException(
                $"The model cannot be used for workspaces: its default schema is set to '{chosen}', which all workspaces would share. "
                + "Remove HasDefaultSchema; the library sets each workspace's own.");
        }

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

    /// <summary>Adds the convention to the context's conventions.</summary>
    internal sealed class Plugin(IDbContextOptions options, ISchemaBinding binding) : IConventionSetPlugin
    {
        public ConventionSet ModifyConventions(ConventionSet conventionSet)
        {
            var extension = options.FindExtension<TenancyOptionsExtension>()!;
            conventionSet.ModelFinalizingConventions.Add(
                new TemplateSchemaConvention(binding.ModelSchema, extension.Provider.JsonColumnType));
            return conventionSet;
        }
    }
}
