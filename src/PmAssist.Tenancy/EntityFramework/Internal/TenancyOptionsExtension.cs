using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The EF plugin: everything the library changes in EF, for the master context and for workspace contexts.
/// </summary>
internal sealed class TenancyOptionsExtension : IDbContextOptionsExtension, ITenancyRules
{
    private DbContextOptionsExtensionInfo? _info;

    // EF counts a design-time model as 150, a run-time model as 100, and a query with its command as 20: room for the
    // models and 50 queries of each workspace (EF Core v10.0.11, ModelSource, CompiledQueryCache, RelationalCommandCache).
    private const long CacheUnitsPerWorkspace = 150 + 100 + (50 * 20);

    private readonly int _modelCacheSize;

    private readonly WorkspaceSchema? _modelFor;

    private TenancyOptionsExtension(TenancyProvider provider, bool isMaster, TenancyOptions options, WorkspaceSchema? modelFor)
    {
        _modelFor = modelFor;
        Provider = provider;
        IsMaster = isMaster;
        MasterSchema = options.MasterSchema;
        Mode = options.SchemaMode;
        _modelCacheSize = options.ModelCacheSize;
    }

    public TenancyProvider Provider { get; }

    public bool IsMaster { get; }

    public string MasterSchema { get; }

    public SchemaMode Mode { get; }

    /// <summary>The schema that the context's migrations are written against.</summary>
    public string TemplateSchema => IsMaster ? TenancyOptions.MasterTemplateName : WorkspaceSchema.TemplateName;

    /// <summary>The schema that the context's model is built for.</summary>
    public string ModelSchema => _modelFor?.Name ?? TemplateSchema;

    public DbContextOptionsExtensionInfo Info => _info ??= new ExtensionInfo(this);

    /// <summary>Configures the engine first, because this extension decorates the services that the engine registers.</summary>
    public static DbContextOptionsBuilder Apply(
        DbContextOptionsBuilder builder,
        TenancyProvider provider,
        IServiceProvider? services,
        TenancyOptions options,
        WorkspaceSchema? modelFor = null,
        string historySuffix = "")
    {
        var contextType = builder.Options.ContextType;
        var extension = new TenancyOptionsExtension(provider, contextType == typeof(MasterDbContext), options, modelFor);
        provider.Configure(builder, services, extension.IsMaster);

        // The history table's schema comes from the options, not from the model; without it the second workspace counts
        // as migrated (dotnet/efcore#23644).
        var relational = RelationalOptionsExtension.Extract(builder.Options);
        var name = (relational.MigrationsHistoryTableName ?? HistoryRepository.DefaultTableName) + historySuffix;
        relational = relational.WithMigrationsHistoryTableName(name).WithMigrationsHistoryTableSchema(extension.TemplateSchema);
        if (extension.IsMaster || contextType == typeof(WorkspaceDbContext))
        {
            relational = relational.WithMigrationsAssembly(provider.GetType().Assembly.GetName().Name);
        }

        var infrastructure = (IDbContextOptionsBuilderInfrastructure)builder;
        infrastructure.AddOrUpdateExtension(relational);
        infrastructure.AddOrUpdateExtension(extension);
        return builder;
    }

    /// <summary>A history table that the host names without a schema lies in each workspace's, as every table.</summary>
    public static void KeepHistoryInWorkspace(DbContextOptionsBuilder builder)
    {
        var relational = RelationalOptionsExtension.Extract(builder.Options);
        if (relational.MigrationsHistoryTableSchema is null)
        {
            var extension = builder.Options.FindExtension<TenancyOptionsExtension>()!;
            relational = relational.WithMigrationsHistoryTableSchema(extension.TemplateSchema);
            ((IDbContextOptionsBuilderInfrastructure)builder).AddOrUpdateExtension(relational);
        }
    }

    /// <summary>
    /// The same options with a model for one workspace. Only this extension differs, so EF builds no other service provider.
    /// </summary>
    public static DbContextOptions<TContext> WithModelFor<TContext>(
        DbContextOptions<TContext> options, TenancyOptions tenancy, WorkspaceSchema schema)
        where TContext : DbContext
    {
        var provider = options.FindExtension<TenancyOptionsExtension>()!.Provider;
        return (DbContextOptions<TContext>)options.WithExtension(
            new TenancyOptionsExtension(provider, isMaster: false, tenancy, schema));
    }

    public void ApplyServices(IServiceCollection services)
    {
        var engineFactory = services.LastOrDefault(s => s.ServiceType == typeof(IRelationalCommandBuilderFactory));
        if (engineFactory?.ImplementationType != typeof(RelationalCommandBuilderFactory))
        {
            throw new InvalidOperationException(
                "Another EF extension replaces how commands are built, so it cannot be combined with PmAssist.Tenancy. Remove that "
                + "extension.");
        }

        services.Replace<IRelationalCommandBuilderFactory, BoundCommandBuilderFactory>();
        services.Replace<IModelCacheKeyFactory, WorkspaceModelCacheKeyFactory>();
        services.AddScoped<IConventionSetPlugin, TemplateSchemaConvention.Plugin>();
        services.AddScoped<ISavedEntries, VersionStamp>();
        if (IsMaster && Provider.UpdateThenInsert is { } updateThenInsert)
        {
            services.Decorate<IDatabase>((p, inner) => new OneStatementDatabase(
                inner,
                p.GetRequiredService<IRelationalConnection>(),
                p.GetRequiredService<IRelationalCommandBuilderFactory>(),
                p.GetRequiredService<IRelationalCommandDiagnosticsLogger>(),
                p.GetRequiredService<ISqlGenerationHelper>(),
                updateThenInsert));
        }

        services.Decorate<IDatabase>((p, inner) => new ObservedDatabase(inner, p.GetServices<ISavedEntries>()));
        services.Decorate<IMigrationsAssembly>((p, inner) => new EngineMigrationsAssembly(
            inner, p.GetRequiredService<ICurrentDbContext>(), p.GetRequiredService<IMigrationsIdGenerator>(), Provider.Name));
        services.Decorate<IMigrator>((p, inner) => new TenancyMigrator(inner, p.GetRequiredService<ICurrentDbContext>()));

        services.AddScoped<ConnectionWatch>();
        services.Replace<IRelationalConnectionDiagnosticsLogger, BindingGuard>();
        if (IsMaster)
        {
            services.AddScoped<ISchemaBinding, MasterBinding>();
            services.Decorate<IRelationalDatabaseCreator>(
                (p, inner) => new BoundDatabaseCreator(inner, p.GetRequiredService<ISchemaBinding>().Bind));
            services.AddScoped<CatalogueWatch>();
            services.AddScoped<IInterceptor>(p => p.GetRequiredService<CatalogueWatch>());
            services.AddScoped<ISavedEntries>(p => p.GetRequiredService<CatalogueWatch>());
            services.AddScoped<IResettableService>(p => p.GetRequiredService<CatalogueWatch>());
        }
        else
        {
            services.AddScoped<WorkspaceBinding>();
            services.AddScoped<ISchemaBinding>(p => p.GetRequiredService<WorkspaceBinding>());
            services.AddScoped<IResettableService>(p => p.GetRequiredService<WorkspaceBinding>());
            services.AddSingleton<CheckedModels>();
            services.AddScoped<OwnedScope>();
            services.Replace<IAsyncQueryProvider, LeasedQueryProvider>();
            services.Replace<IQueryContextFactory, LeasedQueryContextFactory>();
            WorkspaceStateManager.Register(services);
            services.Decorate<IModelValidator>((_, inner) => new WorkspaceModelValidator(inner, Provider));
            services.Decorate<IRelationalDatabaseCreator>(
                (p, inner) => new WorkspaceDatabaseCreator(inner, p.GetRequiredService<WorkspaceBinding>()));
            services.Decorate<IHistoryRepository>(
                (p, inner) =>
                {
                    // EF validates options only when it builds a service provider for them, and the history table is not part of their
                    // hash.
                    Validate(p.GetRequiredService<IDbContextOptions>());
                    return new WorkspaceHistoryRepository(inner, p.GetRequiredService<WorkspaceBinding>());
                });
            if (Mode == SchemaMode.ModelPerWorkspace)
            {
                services.RefuseCompiledQueries();
                ReplaceCache(services);
            }
        }
    }

    public void Validate(IDbContextOptions options)
    {
        if (options.FindExtension<CoreOptionsExtension>()?.InternalServiceProvider is not null)
        {
            throw new TenancyException(
                "The options' UseInternalServiceProvider(...) gives the context EF services without the library's rules, so nothing "
                + "would keep its commands in one schema, and nothing was sent. Remove that call; EF keeps one service provider for "
                + "equal options by itself.");
        }

        if (!IsMaster)
        {
            ReplacedServices.Refuse(options, Mode);
        }

        var relational = RelationalOptionsExtension.Extract(options);
        if (relational.MigrationsHistoryTableSchema != TemplateSchema)
        {
            throw new InvalidOperationException(
                $"The migrations history table must lie in each workspace's schema, not in '{relational.MigrationsHistoryTableSchema}'. "
                + "Leave the schema out of MigrationsHistoryTable(...).");
        }
    }

    /// <summary>EF's cache of 10,240 units holds 40 models (ModelSource); a cache that the host chose is not replaced.</summary>
    private void ReplaceCache(IServiceCollection services)
    {
        var cache = services.Last(s => s.ServiceType == typeof(IMemoryCache));
        if (cache.ImplementationInstance is null)
        {
            services.Remove(cache);
            services.AddSingleton<IMemoryCache>(
                _ => new MemoryCache(new MemoryCacheOptions { SizeLimit = _modelCacheSize * CacheUnitsPerWorkspace }));
        }
    }

    private sealed class ExtensionInfo(TenancyOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        private new TenancyOptionsExtension Extension => (TenancyOptionsExtension)base.Extension;

        public override bool IsDatabaseProvider => false;

        public override string LogFragment => Extension.IsMaster ? "master " : "workspace schemas ";

        // EF keeps a service provider for each difference and throws at the 21st in a process, so only what ApplyServices reads is
        // part of the hash: never the schema, and no setting that the services of this context do not depend on. The engine is part
        // of the database provider's hash.
        private (bool IsMaster, SchemaMode Mode, int ModelCacheSize) Services => Extension switch
        {
            { IsMaster: true } => (true, SchemaMode.SharedModel, 0),
            { Mode: SchemaMode.ModelPerWorkspace } => (false, SchemaMode.ModelPerWorkspace, Extension._modelCacheSize),
            _ => (false, Extension.Mode, 0),
        };

        public override int GetServiceProviderHashCode() => Services.GetHashCode();

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other)
            => other is ExtensionInfo info
                && info.Services == Services
                && info.Extension.Provider.GetType() == Extension.Provider.GetType();

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo)
            => debugInfo["PmAssist.Tenancy"] = Extension.IsMaster.ToString(CultureInfo.InvariantCulture);
    }
}
