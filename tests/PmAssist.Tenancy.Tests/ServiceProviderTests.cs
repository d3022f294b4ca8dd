using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Tests;

/// <summary>EF throws at the 21st internal service provider of a process, so what a host sets must not ask for one of its own.</summary>
public sealed class ServiceProviderTests
{
    private const int Hosts = 30;

    [Theory]
    [InlineData(SchemaMode.SharedModel)]
    [InlineData(SchemaMode.ModelPerWorkspace)]
    public void Many_hosts_of_one_process_share_EFs_services(SchemaMode mode)
    {
        var sources = Enumerable.Range(1, Hosts).Select(number =>
        {
            using var services = new ServiceCollection().AddPmAssistTenancy(tenancy => Configure(tenancy, number, mode))
                .BuildServiceProvider();
            return SourceOf<WorkspaceDbContext>(services);
        }).ToList();

        sources.Distinct().Should().ContainSingle();
    }

    [Fact]
    public void The_masters_services_depend_on_no_setting()
    {
        var sources = Enumerable.Range(1, Hosts).Select(number =>
        {
            using var services = new ServiceCollection().AddPmAssistTenancy(tenancy =>
            {
                Configure(tenancy, number, number % 2 == 0 ? SchemaMode.SharedModel : SchemaMode.ModelPerWorkspace);
                tenancy.Configure(options => options.ModelCacheSize = number);
            }).BuildServiceProvider();
            return SourceOf<MasterDbContext>(services);
        }).ToList();

        sources.Distinct().Should().ContainSingle();
    }

    [Fact]
    public void The_size_of_the_cache_of_models_asks_for_services_of_its_own_only_where_there_is_one()
    {
        SourceOf(SchemaMode.SharedModel, 1).Should().BeSameAs(SourceOf(SchemaMode.SharedModel, 2));
        SourceOf(SchemaMode.ModelPerWorkspace, 1).Should().NotBeSameAs(SourceOf(SchemaMode.ModelPerWorkspace, 2));
        SourceOf(SchemaMode.ModelPerWorkspace, 1).Should().NotBeSameAs(SourceOf(SchemaMode.SharedModel, 1));

        static object SourceOf(SchemaMode mode, int size)
        {
            using var services = new ServiceCollection()
                .AddPmAssistTenancy(tenancy => tenancy.UseSqlite("data").Configure(o => (o.SchemaMode, o.ModelCacheSize) = (mode, size)))
                .BuildServiceProvider();
            return ServiceProviderTests.SourceOf<WorkspaceDbContext>(services);
        }
    }

    private static void Configure(TenancyBuilder tenancy, int number, SchemaMode mode)
        => tenancy.UseSqlite($"data{number}").Configure(options =>
        {
            options.SchemaMode = mode;
            options.MasterSchema = $"master_{number}";
            options.ContextPoolSize = number;
            options.LockTimeout = TimeSpan.FromSeconds(number);
        });

    /// <summary>A singleton of EF's service provider, by which to tell one from another.</summary>
    private static IModelSource SourceOf<TContext>(ServiceProvider services)
        where TContext : DbContext
    {
        using var context = services.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext();
        return context.GetService<IModelSource>();
    }
}
