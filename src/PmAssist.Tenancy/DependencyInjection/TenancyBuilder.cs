using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>Configures how a host uses the library. Valid only during the registration callback.</summary>
public sealed class TenancyBuilder
{
    private readonly List<Type> _types = [];
    private readonly List<Action<IServiceProvider, DbContextOptionsBuilder>> _forAll = [];

    internal TenancyBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services, for a package that adds to the library. What it hosts starts before the library does.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The engine; null before it is chosen.</summary>
    public TenancyProvider? Provider { get; private set; }

    /// <summary>Applied when the settings are created, in registration order with the host's own <c>services.Configure</c>.</summary>
    internal List<Action<TenancyOptions>> OptionConfigurations { get; } = [];

    /// <summary>Adds each context's services, in registration order, once the registration callback has returned.</summary>
    internal List<Action<IServiceCollection>> Contexts { get; } = [];

    internal IReadOnlyList<Type> ContextTypes => _types;

    internal MasterConfiguration Master { get; } = new();

    internal SchemaHooks Hooks { get; private set; } = new(SchemaCreated: null, MasterMigrated: null);

    /// <summary>Chooses the engine. The engines' packages have a <c>UseX</c> method that calls this.</summary>
    /// <param name="provider">The engine.</param>
    /// <exception cref="InvalidOperationException">An engine was chosen already.</exception>
    public TenancyBuilder UseProvider(TenancyProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        if (Provider is not null)
        {
            throw new InvalidOperationException(
                $"The engine {Provider.Name} was chosen already; a host has one. Call UseSqlServer, UseNpgsql or UseSqlite once.");
        }

        Provider = provider;
        return this;
    }

    /// <summary>Changes settings, as <c>services.Configure&lt;TenancyOptions&gt;</c> does.</summary>
    /// <param name="configure">
    /// Sets properties. Runs when the registration callback returns, to check the values, and again when the settings are created.
    /// </param>
    public TenancyBuilder Configure(Action<TenancyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        OptionConfigurations.Add(configure);
        return this;
    }

    /// <summary>
    /// Reads settings from configuration, by the names of <see cref="TenancyOptions"/>. For a value that cannot be read, or an unknown
    /// key, the registration throws <see cref="InvalidOperationException"/>.
    /// </summary>
    /// <param name="section">For example <c>configuration.GetSection("Tenancy")</c>.</param>
    public TenancyBuilder Configure(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Configure(options => section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>
    /// Adds a workspace context beside that of <c>AddPmAssistTenancy&lt;TContext&gt;</c>. Its tables lie in each workspace's schema
    /// too, and are provisioned, migrated and checked with the others, in the same transaction. It has migrations and a history table
    /// of its own: <c>__EFMigrationsHistory_&lt;TContext&gt;</c>.
    /// </summary>
    /// <typeparam name="TContext">Any context with a public constructor that takes its options.</typeparam>
    /// <param name="configure">Adds to this context's options, after <see cref="ConfigureContext"/>. Gets the host's root services.</param>
    /// <remarks>
    /// Migrations are applied context by context, in the order of registration; a context comes after those whose tables its foreign keys
    /// refer to.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// A context of this type, or of this name, was added already; or no public constructor of it takes its options.
    /// </exception>
    public TenancyBuilder AddContext<TContext>(Action<IServiceProvider, DbContextOptionsBuilder>? configure = null)
        where TContext : DbContext
    {
        var type = typeof(TContext);
        if (type == typeof(MasterDbContext))
        {
            throw new InvalidOperationException(
                $"{nameof(MasterDbContext)} is the master's context and is registered already; name a context with a workspace's tables.");
        }

        ContextConstructors.Find<TContext>();
        if (_types.Find(t => t.Name.Equals(type.Name, StringComparison.OrdinalIgnoreCase)) is { } same)
        {
            throw new InvalidOperationException(same == type
                ? $"{type.Name} was added already; the context of AddPmAssistTenancy<{type.Name}> needs no AddContext."
                : $"{type.FullName} and {same.FullName} have the same name, by which their history tables, reports and scripts tell "
                    + "contexts apart. Rename one of them.");
        }

        var suffix = _types.Count == 0 ? "" : $"_{type.Name}";
        _types.Add(type);
        List<Action<IServiceProvider, DbContextOptionsBuilder>> own = configure is null ? [] : [configure];
        Contexts.Add(services => services.AddWorkspaceContext(new ContextRegistration<TContext>(suffix, [.. _forAll, .. own])));
        return this;
    }

    /// <summary>
    /// Configures the workspace contexts further, each of them: interceptors, proxies, seeding with EF's <c>UseAsyncSeeding</c>, which runs
    /// on the bound context at the end of a provisioning or migration, in its transaction.
    /// </summary>
    /// <param name="configure">
    /// Gets the host's root services and the options of one context, whose type is <c>options.Options.ContextType</c>. Runs once for each.
    /// </param>
    public TenancyBuilder ConfigureContext(Action<IServiceProvider, DbContextOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _forAll.Add(configure);
        return this;
    }

    /// <summary>
    /// Configures the master context further: interceptors, logging. The library's own queries and changes go through it too, so an
    /// interceptor must let them pass. Leave the engine as it is.
    /// </summary>
    /// <param name="configure">Gets the host's root services and the master context's options. Runs once.</param>
    public TenancyBuilder ConfigureMaster(Action<IServiceProvider, DbContextOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Master.Actions.Add(configure);
        return this;
    }

    /// <summary>
    /// Runs right after a workspace's schema is created, before its tables, in the same transaction: the place to grant
    /// rights. Write <see cref="WorkspaceSchema.TemplateName"/> in SQL.
    /// </summary>
    /// <param name="action">Gets the bound context.</param>
    public TenancyBuilder OnSchemaCreated(Func<DbContext, CancellationToken, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Hooks = Hooks with { SchemaCreated = action };
        return this;
    }

    /// <summary>
    /// Runs after the master schema is created or migrated, in the same transaction: the place to grant rights to the run-time
    /// login. Does not run if there was nothing to do.
    /// </summary>
    /// <param name="action">Gets the master context, on the login for schema changes.</param>
    public TenancyBuilder OnMasterMigrated(Func<MasterDbContext, CancellationToken, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Hooks = Hooks with { MasterMigrated = action };
        return this;
    }

    internal void Validate()
    {
        if (Provider is null)
        {
            throw new InvalidOperationException(
                "No database was chosen. Call UseSqlServer, UseNpgsql or UseSqlite in AddPmAssistTenancy(tenancy => …).");
        }

        var options = new TenancyOptions();
        OptionConfigurations.ForEach(configure => configure(options));
        OptionRules.Check(options.Freeze());
    }
}
