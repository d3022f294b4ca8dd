using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// A context's <see cref="DatabaseFacade"/> for one lease. EF has one facade for all leases of a pooled instance, so a reference kept
/// past its lease would work on the next workspace.
/// </summary>
internal sealed class LeasedDatabase
    : DatabaseFacade, IDatabaseFacadeDependenciesAccessor, IInfrastructure<IServiceProvider>, IResettableService
{
    private readonly DbContext _context;
    private readonly DatabaseFacade _inner;
    private readonly ISchemaBinding _binding;
    private readonly int _lease;

    private LeasedDatabase(DbContext context, DatabaseFacade inner, ISchemaBinding binding)
        : base(context)
        => (_context, _inner, _binding, _lease) = (context, inner, binding, binding.Lease);

    private bool IsOver => _binding.Lease != _lease;

    public override IDbContextTransaction? CurrentTransaction => Inner.CurrentTransaction;

    public override AutoTransactionBehavior AutoTransactionBehavior
    {
        get => Inner.AutoTransactionBehavior;
        set => Inner.AutoTransactionBehavior = value;
    }

    public override bool AutoSavepointsEnabled
    {
        get => Inner.AutoSavepointsEnabled;
        set => Inner.AutoSavepointsEnabled = value;
    }

    public override string? ProviderName => Inner.ProviderName;

    IServiceProvider IInfrastructure<IServiceProvider>.Instance => ((IInfrastructure<IServiceProvider>)Inner).Instance;

#pragma warning disable EF1001 // Every relational extension method of DatabaseFacade starts with this interface.
    IDatabaseFacadeDependencies IDatabaseFacadeDependenciesAccessor.Dependencies
        => ((IDatabaseFacadeDependenciesAccessor)Inner).Dependencies;

    DbContext IDatabaseFacadeDependenciesAccessor.Context => ((IDatabaseFacadeDependenciesAccessor)Inner).Context;
#pragma warning restore EF1001

    private DatabaseFacade Inner
    {
        get
        {
            if (IsOver)
            {
                _binding.CountRefusal(RefusalReason.LeaseOver);
                throw WorkspaceNotBoundException.OfEndedLease("This DatabaseFacade", _context.GetType());
            }

            return _inner;
        }
    }

    /// <summary>Gives a context a facade of its own for the lease that begins.</summary>
    public static void Begin(DbContext context, ISchemaBinding binding)
    {
        if (context.Database is var inner and not LeasedDatabase)
        {
            FacadeOf(context) = new LeasedDatabase(context, inner, binding);
        }
    }

    /// <summary>Gives a context EF's facade back when its lease ends.</summary>
    public static void End(DbContext context)
    {
        if (FacadeOf(context) is LeasedDatabase leased)
        {
            FacadeOf(context) = leased._inner;
        }
    }

    public override bool EnsureCreated() => Inner.EnsureCreated();

    public override Task<bool> EnsureCreatedAsync(CancellationToken cancellationToken = default)
        => Inner.EnsureCreatedAsync(cancellationToken);

    public override bool EnsureDeleted() => Inner.EnsureDeleted();

    public override Task<bool> EnsureDeletedAsync(CancellationToken cancellationToken = default)
        => Inner.EnsureDeletedAsync(cancellationToken);

    public override bool CanConnect() => Inner.CanConnect();

    public override Task<bool> CanConnectAsync(CancellationToken cancellationToken = default) => Inner.CanConnectAsync(cancellationToken);

    public override IDbContextTransaction BeginTransaction() => Inner.BeginTransaction();

    public override Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken cancellationToken = default)
        => Inner.BeginTransactionAsync(cancellationToken);

    public override void CommitTransaction() => Inner.CommitTransaction();

    public override Task CommitTransactionAsync(CancellationToken cancellationToken = default)
        => Inner.CommitTransactionAsync(cancellationToken);

    public override void RollbackTransaction() => Inner.RollbackTransaction();

    public override Task RollbackTransactionAsync(CancellationToken cancellationToken = default)
        => Inner.RollbackTransactionAsync(cancellationToken);

    public override IExecutionStrategy CreateExecutionStrategy() => Inner.CreateExecutionStrategy();

    /// <summary>EF keeps the first facade that it meets among the services that it resets for all leases to come.</summary>
    void IResettableService.ResetState() => ((IResettableService)_inner).ResetState();

    Task IResettableService.ResetStateAsync(CancellationToken cancellationToken)
        => ((IResettableService)_inner).ResetStateAsync(cancellationToken);

    /// <summary>
    /// A host's context need not derive from the library's, so its <see cref="DbContext.Database"/> cannot be overridden (EF Core v10.0.11,
    /// DbContext.Database). The specifications fail if EF changes the field.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_database")]
    private static extern ref DatabaseFacade? FacadeOf(DbContext context);
}
