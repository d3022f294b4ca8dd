// EF's operators (AsNoTracking, Include, TagWith) look for EntityQueryProvider itself, and nothing public stands between an IQueryable
// and its execution. The specifications fail if EF changes this.
#pragma warning disable EF1001 // Internal EF Core API: kept in this file.
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query.Internal;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Gives each query the number of the lease in which it was created. A set itself has none, because EF uses one object for all leases.
/// </summary>
internal sealed class LeasedQueryProvider(IQueryCompiler compiler, ISchemaBinding binding, ICurrentDbContext current)
    : EntityQueryProvider(compiler)
{
    private readonly IQueryCompiler _compiler = compiler;
    private OfOneLease? _ofThisLease;

    public override IQueryable<TElement> CreateQuery<TElement>(Expression expression)
    {
        // One object for all queries of a lease, created with the first query.
        if (_ofThisLease is not { IsOver: false })
        {
            _ofThisLease = new OfOneLease(_compiler, binding, current, binding.Lease);
        }

        return new EntityQueryable<TElement>(_ofThisLease, expression);
    }

    private sealed class OfOneLease(IQueryCompiler compiler, ISchemaBinding binding, ICurrentDbContext current, int lease)
        : EntityQueryProvider(compiler)
    {
        public bool IsOver => binding.Lease != lease;

        public override TResult Execute<TResult>(Expression expression)
        {
            ThrowIfOver();
            return base.Execute<TResult>(expression);
        }

        public override object Execute(Expression expression)
        {
            ThrowIfOver();
            return base.Execute(expression);
        }

        public override TResult ExecuteAsync<TResult>(Expression expression, CancellationToken cancellationToken = default)
        {
            ThrowIfOver();
            return base.ExecuteAsync<TResult>(expression, cancellationToken);
        }

        private void ThrowIfOver()
        {
            if (IsOver)
            {
                binding.CountRefusal(RefusalReason.LeaseOver);
                throw WorkspaceNotBoundException.OfEndedLease("This query", current.Context.GetType());
            }
        }
    }
}
