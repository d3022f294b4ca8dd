using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Tests;

/// <summary>The reasons at the top of ContextPool.cs: they hold as long as these tests pass.</summary>
public sealed class ContextPoolTests
{
    private static readonly DbContextOptions<WorkspaceDbContext> Options = OptionsOf<WorkspaceDbContext>();

    [Fact]
    public void EFs_own_pooled_factory_lets_a_second_dispose_end_somebody_elses_lease()
    {
        var factory = new PooledDbContextFactory<WorkspaceDbContext>(Options, poolSize: 4);
        var first = factory.CreateDbContext();
        first.Dispose();
        using var second = factory.CreateDbContext();
        second.Should().BeSameAs(first);

        first.Dispose();

        using var third = factory.CreateDbContext();
        third.Should().BeSameAs(second, "EF handed one instance to two; once it no longer does, ContextPool.cs can use its factory");
    }

    [Fact]
    public async Task Disposing_the_context_of_a_lease_any_number_of_times_gives_nothing_back()
    {
        using var pool = ContextPools.Create(Options, size: 4)!;
        using var lease = pool.Rent();
        var context = lease.Context;

        for (var i = 0; i < 3; i++)
        {
            context.Dispose();
            await context.DisposeAsync();
        }

        using var other = pool.Rent();
        other.Context.Should().NotBeSameAs(context);
        lease.Context.Should().BeSameAs(context);
    }

    [Fact]
    public async Task A_lease_gives_its_context_back_exactly_once()
    {
        using var pool = ContextPools.Create(Options, size: 4)!;
        var lease = pool.Rent();
        var context = lease.Context;
        lease.Dispose();
        using var next = pool.Rent();
        next.Context.Should().BeSameAs(context);

        lease.Dispose();
        await lease.DisposeAsync();

        using var another = pool.Rent();
        another.Context.Should().NotBeSameAs(context, "it is still rented by the second lease");
    }

    [Fact]
    public void A_context_comes_back_unbound()
    {
        using var pool = ContextPools.Create(Options, size: 1)!;
        WorkspaceDbContext context;
        using (var lease = pool.Rent())
        {
            context = lease.Context;
            context.BindTo(WorkspaceSchema.For(Guid.NewGuid()));
        }

        using var next = pool.Rent();
        next.Context.Should().BeSameAs(context);
        FluentActions.Invoking(() => next.Context.Schema).Should().Throw<WorkspaceNotBoundException>();
    }

    [Fact]
    public void A_standalone_context_goes_back_when_it_is_disposed()
    {
        using var pool = ContextPools.Create(Options, size: 4)!;
        var context = pool.CreateStandalone();
        context.Dispose();
        using var next = pool.CreateStandalone();
        next.Should().BeSameAs(context);
    }

    [Fact]
    public void No_more_contexts_are_kept_than_the_pool_holds()
    {
        using var pool = ContextPools.Create(Options, size: 1)!;
        var (one, two) = (pool.Rent(), pool.Rent());
        var (kept, dropped) = (one.Context, two.Context);
        one.Dispose();
        two.Dispose();

        var rented = Enumerable.Range(0, 3).Select(_ => pool.Rent()).ToList();

        rented.Select(l => l.Context).Should().Contain(kept).And.NotContain(dropped);
        rented.ForEach(l => l.Dispose());
    }

    [Fact]
    public void A_context_is_pooled_when_its_constructor_takes_nothing_but_options()
    {
        IsPooled<WorkspaceDbContext>().Should().BeTrue();
        IsPooled<OwnOptions>().Should().BeTrue();
        IsPooled<BaseTypedOptions>().Should().BeTrue();
        IsPooled<TakesAService>().Should().BeFalse();
        IsPooled<TwoConstructors>().Should().BeFalse();
    }

    [Fact]
    public void What_is_said_to_be_pooled_can_be_made_by_EFs_pool()
    {
        using var pool = ContextPools.Create(OptionsOf<BaseTypedOptions>(), size: 1)!;
        using var lease = pool.Rent();
        lease.Context.Should().BeOfType<BaseTypedOptions>();
    }

    private static bool IsPooled<TContext>()
        where TContext : WorkspaceDbContext
    {
        using var pool = ContextPools.Create(OptionsOf<TContext>(), size: 1);
        return pool is not null;
    }

    private static DbContextOptions<TContext> OptionsOf<TContext>()
        where TContext : WorkspaceDbContext
        => new DbContextOptionsBuilder<TContext>().UseWorkspaceSchemas(new SqliteTenancyProvider("nowhere")).Options;

    private sealed class OwnOptions(DbContextOptions<OwnOptions> options) : WorkspaceDbContext(options);

    private sealed class BaseTypedOptions(DbContextOptions options) : WorkspaceDbContext(options);

    private sealed class TakesAService(DbContextOptions<TakesAService> options, TimeProvider clock) : WorkspaceDbContext(options)
    {
        public TimeProvider Clock => clock;
    }

    private sealed class TwoConstructors : WorkspaceDbContext
    {
        public TwoConstructors(DbContextOptions<TwoConstructors> options)
            : base(options)
        {
        }

        public TwoConstructors(DbContextOptions<TwoConstructors> options, TimeProvider clock)
            : base(options) => Clock = clock;

        public TimeProvider? Clock { get; }
    }
}
