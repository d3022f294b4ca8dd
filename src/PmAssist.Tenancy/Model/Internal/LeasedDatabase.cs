using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// A context's <see cref="DatabaseFacade"/> for one lease. EF has one facade for all leases of a pooled instance, so a reference kept
/// past its lease would work on the next workspace.
/// </summary>
internal sealed class LeasedDatabase(DbContext context, DatabaseFacade inner)
    : DatabaseFacade(context), IDatabaseFacadeDependenciesAccessor, IInfrastructure<IServiceProvider>
{
    private readonly DbContext _context = context;
    private readonly ISchemaBinding _binding = context.GetService<ISchemaBinding>();
    private readonly int _lease = context.GetService<ISchemaBinding>().Lease;

    public bool IsOver => _binding.Lease != _lease;

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
        => IsOver ? throw WorkspaceNotBoundException.OfEndedLease("This DatabaseFacade", _context.GetType()) : inner;

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
}
