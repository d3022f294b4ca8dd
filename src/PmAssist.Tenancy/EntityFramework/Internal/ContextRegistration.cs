using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>A context type as the host registered it.</summary>
/// <param name="HistorySuffix">What its history table's name has after the engine's name for it; empty for the first context's.</param>
/// <param name="Configurations">What the host adds to its options.</param>
internal sealed record ContextRegistration<TContext>(
    string HistorySuffix, IReadOnlyList<Action<IServiceProvider, DbContextOptionsBuilder>> Configurations)
    where TContext : DbContext;
