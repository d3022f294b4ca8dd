using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Specifications;

/// <summary>An execution strategy, for every engine, that repeats what throws <see cref="TransientException"/>.</summary>
public sealed class RepeatingStrategy(ExecutionStrategyDependencies dependencies)
    : ExecutionStrategy(dependencies, 3, TimeSpan.FromMilliseconds(1))
{
    public static void Use(DbContextOptionsBuilder options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(
            RelationalOptionsExtension.Extract(options.Options).WithExecutionStrategyFactory(d => new RepeatingStrategy(d)));
    }

    protected override bool ShouldRetryOn(Exception exception) => exception is TransientException;
}
