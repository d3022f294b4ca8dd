using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The EF plugin: everything the library changes in EF, for the master context and for workspace contexts.
/// </summary>
internal sealed class TenancyOptionsExtension : IDbContextOptionsExtension
{
    private DbContextOptionsExtensionInfo? _info;

    private TenancyOptionsExtension(TenancyProvider provider, bool isMaster, string masterSchema)
    {
        Provider = provider;
        IsMaster = isMaster;
        MasterSchema = masterSchema;
    }

    public TenancyProvider Provider { get; }

    public bool IsMaster { get; }

    public string MasterSchema { get; }

    /// <summary>The schema that the context's model and migrations are written against.</summary>
    public string TemplateSchema => IsMaster ? TenancyOptions.DefaultMasterSchema : WorkspaceSchema.TemplateName;

    public DbContextOptionsExtensionInfo Info => _info ??= new ExtensionInfo(this);

    /// <summary>Configures the engine first, so that its services stand when this extension's decorate them.</summary>
    public static DbContextOptionsBuilder Apply(
        DbContextOptionsBuilder builder, TenancyProvider provider, IServiceProvider? services, string masterSchema)
    {
        var contextType = builder.Options.ContextType;
        var extension = new TenancyOptionsExtension(provider, contextType == typeof(MasterDbContext), masterSchema);
        provider.Configure(builder, services, extension.IsMaster);

        // The history table's schema comes from the options, not from the model; without it the second workspace counts
        // as migrated (dotnet/efcore#23644).
        var relational = RelationalOptionsExtension.Extract(builder.Options);
        var name = relational.MigrationsHistoryTableName ?? HistoryRepository.DefaultTableName;
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

    public static void Bind(DbContext context, WorkspaceSchema schema)
    {
        if (schema.IsTemplate)
        {
            throw new ArgumentException("A context cannot be bound to the template schema: no workspace owns it.", nameof(schema));
        }

        if (context.GetService<IRelationalCommandBuilderFactory>() is not BoundCommandBuilderFactory)
        {
            throw new InvalidOperationException(
                $"{nameof(IRelationalCommandBuilderFactory)} was replaced, so nothing would put the workspace's schema into commands. "
                + $"Remove the ReplaceService<{nameof(IRelationalCommandBuilderFactory)}, …>() call.");
        }

        context.GetService<WorkspaceBinding>().Set(schema);
        context.GetService<IDbContextOptions>().FindExtension<TenancyOptionsExtension>()!.Provider.Bind(context, schema);
    }

    public void ApplyServices(IServiceCollection services)
    {
        var engineFactory = services.LastOrDefault(s => s.ServiceType == typeof(IRelationalCommandBuilderFactory));
        if (engineFactory?.ImplementationType != typeof(RelationalCommandBuilderFactory))
        {
            throw new InvalidOperationException(
                "Another EF extension builds commands in its own way; schema-per-workspace cannot be combined with it.");
        }

        services.Replace<IRelationalCommandBuilderFactory, BoundCommandBuilderFactory>();
        services.Replace<IModelCacheKeyFactory, WorkspaceModelCacheKeyFactory>();
        services.AddScoped<IConventionSetPlugin, TemplateSchemaConvention.Plugin>();
        services.AddScoped<IInterceptor, VersionStamp>();
        services.Decorate<IMigrationsAssembly>((p, inner) => new EngineMigrationsAssembly(
            inner, p.GetRequiredService<ICurrentDbContext>(), p.GetRequiredService<IMigrationsIdGenerator>(), Provider.Name));
        services.Decorate<IMigrator>((p, inner) => new TenancyMigrator(inner, p.GetRequiredService<ICurrentDbContext>()));

        if (IsMaster)
        {
            services.AddScoped<ICommandTextBinding, MasterBinding>();
        }
        else
        {
            services.AddScoped<WorkspaceBinding>();
            services.AddScoped<ICommandTextBinding>(p => p.GetRequiredService<WorkspaceBinding>());
            services.AddScoped<IResettableService>(p => p.GetRequiredService<WorkspaceBinding>());
            services.AddScoped<IInterceptor, BindingGuard>();
            services.Decorate<IModelValidator>((_, inner) => new WorkspaceModelValidator(inner, Provider, TemplateSchema));
            services.Decorate<IRelationalDatabaseCreator>((_, inner) => new WorkspaceDatabaseCreator(inner));
            services.Decorate<IHistoryRepository>(
                (p, inner) => new WorkspaceHistoryRepository(inner, p.GetRequiredService<WorkspaceBinding>()));
        }
    }

    public void Validate(IDbContextOptions options)
    {
        var relational = RelationalOptionsExtension.Extract(options);
        if (relational.MigrationsHistoryTableSchema != TemplateSchema)
        {
            throw new InvalidOperationException(
                $"The migrations history table must lie in each workspace's schema, not in '{relational.MigrationsHistoryTableSchema}'. "
                + "Leave the schema out of MigrationsHistoryTable(...).");
        }
    }

    private sealed class ExtensionInfo(TenancyOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        private new TenancyOptionsExtension Extension => (TenancyOptionsExtension)base.Extension;

        public override bool IsDatabaseProvider => false;

        public override string LogFragment => Extension.IsMaster ? "master " : "workspace schemas ";

        // The engine is in the database provider's hash; the schema must never be in one, or EF would build a service
        // provider per workspace.
        public override int GetServiceProviderHashCode() => Extension.IsMaster.GetHashCode();

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other)
            => other is ExtensionInfo info
                && info.Extension.IsMaster == Extension.IsMaster
                && info.Extension.Provider.GetType() == Extension.Provider.GetType();

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo)
            => debugInfo["PmAssist.Tenancy"] = Extension.IsMaster.ToString(CultureInfo.InvariantCulture);
    }
}
