using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Added to the options of one of the library's contexts that were built without the library's rules, for example with <c>UseNpgsql</c>
/// alone or in an ordinary <c>IDesignTimeDbContextFactory</c>. EF validates a context's options in its constructor, and again after
/// <c>OnConfiguring</c>, which may choose the engine and add the rules; without an engine nothing can be sent.
/// </summary>
internal sealed class MissingRules : IDbContextOptionsExtension
{
    private readonly Type _contextType;

    private MissingRules(Type contextType) => _contextType = contextType;

    public DbContextOptionsExtensionInfo Info => field ??= new ExtensionInfo(this);

    /// <summary>The options, able to notice that the rules are missing.</summary>
    public static DbContextOptions Watch(DbContextOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return HasRules(options) ? options : options.WithExtension(new MissingRules(options.ContextType));
    }

    /// <inheritdoc cref="Watch(DbContextOptions)"/>
    public static DbContextOptions<TContext> Watch<TContext>(DbContextOptions<TContext> options)
        where TContext : DbContext
        => (DbContextOptions<TContext>)Watch((DbContextOptions)options);

    public void ApplyServices(IServiceCollection services)
    {
    }

    public void Validate(IDbContextOptions options)
    {
        if (!HasRules(options) && options.Extensions.Any(e => e.Info.IsDatabaseProvider))
        {
            throw WorkspaceNotBoundException.WithoutRules(_contextType);
        }
    }

    private static bool HasRules(IDbContextOptions options) => options.Extensions.Any(e => e is ITenancyRules);

    private sealed class ExtensionInfo(MissingRules extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo)
        {
        }
    }
}
