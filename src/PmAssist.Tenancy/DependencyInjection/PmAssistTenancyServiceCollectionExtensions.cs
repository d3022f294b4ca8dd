using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PmAssist.Tenancy;
using PmAssist.Tenancy.Internal;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the library in a host.</summary>
public static class PmAssistTenancyServiceCollectionExtensions
{
    /// <summary>Registers the library with its own workspace tables only.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Chooses the engine and settings, for example <c>tenancy => tenancy.UseSqlite("data")</c>.</param>
    /// <exception cref="InvalidOperationException">No engine was chosen, or the library is registered already.</exception>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static IServiceCollection AddPmAssistTenancy(this IServiceCollection services, Action<TenancyBuilder> configure)
        => services.AddPmAssistTenancy<WorkspaceDbContext>(configure);

    /// <summary>Registers the library with a host's own workspace context.</summary>
    /// <typeparam name="TContext">The host's context, with tables of its own and one set of migrations for all.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Chooses the engine and settings, for example <c>tenancy => tenancy.UseSqlite("data")</c>.</param>
    /// <exception cref="InvalidOperationException">No engine was chosen, or the library is registered already.</exception>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static IServiceCollection AddPmAssistTenancy<TContext>(this IServiceCollection services, Action<TenancyBuilder> configure)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(s => s.ServiceType == typeof(TenancyContexts)))
        {
            throw new InvalidOperationException("AddPmAssistTenancy was already called; a host has one workspace context and one "
                + "engine. Call it once.");
        }

        var builder = new TenancyBuilder(services);
        builder.AddContext<TContext>();
        configure(builder);
        builder.Validate();

        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(builder.Provider!);
        AddOptions(services, builder);
        services.AddSingleton(builder.Hooks);
        services.AddSingleton(builder.Master);

        services.AddSingleton<TenancyContexts>();
        services.AddSingleton<RegistrationCheck>();
        services.AddSingleton<IDbContextFactory<MasterDbContext>, MasterContextFactory>();

        services.AddSingleton<TenancyMeter>();
        services.AddSingleton<CatalogueCache>();
        services.AddSingleton<CatalogueIndex>();
        services.AddSingleton<MasterConnection>();
        services.AddSingleton<MasterStore>();
        services.AddSingleton<CatalogueSql>();
        services.AddSingleton<MigrationSet>();
        services.AddSingleton<SchemaHistoryReader>();
        services.AddSingleton<FleetHistories>();
        services.AddSingleton<FleetSurvey>();
        services.AddSingleton<FleetStatusReader>();
        services.AddSingleton<CanaryChoice>();
        services.AddSingleton<ChangeCompletion>();
        services.AddSingleton<StatusUnderLock>();
        services.AddSingleton<UnregisteredHistories>();
        services.AddSingleton<WorkspaceVerifier>();
        services.AddSingleton<MasterMigrator>();
        services.AddSingleton<WorkspaceMigration>();
        services.AddSingleton<WorkspaceMigrator>();
        services.AddSingleton<IWorkspaceMigrator>(p => p.GetRequiredService<WorkspaceMigrator>());
        services.AddSingleton<ISchemaMigrations, SchemaMigrations>();
        services.AddSingleton<LastSeen>();
        services.AddSingleton<ISchemaLoss, SchemaLoss>();
        services.AddSingleton<WorkspaceGate>();
        services.AddSingleton<IWorkspaceDirectory, WorkspaceDirectory>();
        services.AddSingleton<WorkspaceObservers>();
        services.AddSingleton<WorkspaceLifecycle>();
        services.AddSingleton<WorkspaceRegistrar>();
        services.AddSingleton<UnfinishedImports>();
        services.AddSingleton<WorkspaceProvisioner>();
        services.AddSingleton<IWorkspaceProvisioning>(p => p.GetRequiredService<WorkspaceProvisioner>());
        services.AddSingleton<BusySchemas>();
        services.AddSingleton<SchemaSessions>();
        services.AddSingleton<ISchemaSessions>(p => p.GetRequiredService<SchemaSessions>());
        services.AddSingleton<ISchemaVersions, SchemaVersions>();
        services.AddSingleton<ICatalogue, WorkspaceCatalogue>();
        services.AddSingleton(p => new FleetGauges(
            p.GetRequiredService<TenancyMeter>(),
            p.GetRequiredService<FleetSurvey>().CountAllAsync,
            p.GetRequiredService<TenancyOptions>().FleetGaugeInterval,
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILoggerFactory>().CreateLogger(TenancySignals.CatalogueLog)));
        services.AddSingleton<SpareWorkspaces>();
        services.AddSingleton<WorkspacePurger>();
        services.AddSingleton<DuePurges>();
        services.AddSingleton<IHostedService>(p => p.GetRequiredService<DuePurges>());
        services.AddSingleton<StartupCheck>();
        services.AddSingleton<IHostedService, TenancyStartup>();
        services.AddSingleton<SpareKeeper>();
        services.AddSingleton<IHostedService>(p => p.GetRequiredService<SpareKeeper>());
        services.AddSingleton<LastSeenKeeper>();
        services.AddSingleton<IHostedService>(p => p.GetRequiredService<LastSeenKeeper>());

        services.AddSingleton<IWorkspaceScopeFactory, WorkspaceScopeFactory>();
        services.AddSingleton<CataloguePages>();
        services.AddSingleton<WorkspaceVisits>();
        services.AddSingleton<IWorkspaceFleet, WorkspaceFleet>();
        services.AddSingleton<SchemaReader>();
        services.AddSingleton<ExpectedSchemas>();
        services.AddSingleton<UnownedSchemas>();
        services.AddSingleton<DatabaseFindings>();
        services.AddSingleton<WorkspaceRepairs>();
        services.AddSingleton<WorkspaceAdoption>();
        services.AddSingleton<IWorkspaceDoctor, WorkspaceDoctor>();

        // One scoped service: each other one would be another entry in the table of a request's scope, and 360 bytes.
        services.AddScoped<IWorkspaceAccessor, WorkspaceAccessor>();
        services.AddTransient(p => p.GetRequiredService<IWorkspaceAccessor>() as WorkspaceAccessor ?? throw new InvalidOperationException(
            "Another service was registered as IWorkspaceAccessor, so no context would know its workspace. Remove it, or let it be of a "
            + "type of its own that asks for IWorkspaceAccessor."));
        services.AddTransient<IWorkspaceEntry>(p => p.GetRequiredService<WorkspaceAccessor>());
        services.AddScoped<WorkspaceTransactions>();
        services.AddScoped<IWorkspaceTransactions>(p => p.GetRequiredService<WorkspaceTransactions>());
        services.AddScoped<CurrentContext>();
        services.AddScoped(p => p.GetRequiredService<TenancyContexts>().MasterPool.Rent());
        services.AddScoped(p => p.GetRequiredService<IContextLease<MasterDbContext>>().Context);

        services.AddSingleton<WorkspaceList>();
        services.AddScoped<IWorkspaceService, WorkspaceService>();
        services.AddScoped<IWorkspaceMemberService, WorkspaceMemberService>();
        services.AddScoped<IIntegrationService, IntegrationService>();
        services.AddScoped<IAuditLog, AuditLog>();
        builder.Contexts.ForEach(add => add(services));
        services.AddBaseContext(builder.ContextTypes);
        return services;
    }

    /// <summary>
    /// The builder's settings apply in registration order with the host's own. The result is checked when the host starts.
    /// </summary>
    private static void AddOptions(IServiceCollection services, TenancyBuilder builder)
    {
        services.AddOptionsWithValidateOnStart<TenancyOptions>();
        builder.OptionConfigurations.ForEach(configure => services.Configure(configure));
        services.AddSingleton<IValidateOptions<TenancyOptions>, TenancyOptionsValidator>();
        services.Replace(ServiceDescriptor.Singleton<IOptionsFactory<TenancyOptions>, FrozenTenancyOptions>());
        services.AddSingleton(p => p.GetRequiredService<IOptions<TenancyOptions>>().Value);
    }
}
