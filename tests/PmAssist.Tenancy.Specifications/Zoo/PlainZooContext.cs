using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Zoo;

/// <summary>The same model without the library: the schema is set as EF's documentation says.</summary>
public sealed class PlainZooContext<TModel>(DbContextOptions<PlainZooContext<TModel>> options) : DbContext(options)
    where TModel : ZooModel, new()
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.HasDefaultSchema(WorkspaceSchema.TemplateName);
        new TModel().Build(modelBuilder, new ZooEngine(Database.ProviderName));
    }
}
