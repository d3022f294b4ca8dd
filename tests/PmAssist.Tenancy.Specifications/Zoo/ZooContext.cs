using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Zoo;

/// <summary>A host with one of the models beside the library's.</summary>
public sealed class ZooContext<TModel>(DbContextOptions<ZooContext<TModel>> options) : WorkspaceDbContext(options)
    where TModel : ZooModel, new()
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        new TModel().Build(modelBuilder, new ZooEngine(Database.ProviderName));
    }
}
