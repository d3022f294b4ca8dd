// StartTracking is the only method that EF calls for each tracked entity of a query. The specifications fail if EF changes this.
#pragma warning disable EF1001 // Internal EF Core API: kept in this file.
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Gives each execution of a query its lease's number: an enumeration may start after its lease, as that of a compiled query can, or
/// continue after it with rows that a retrying strategy buffered.
/// </summary>
internal sealed class LeasedQueryContextFactory(
    QueryContextDependencies dependencies, RelationalQueryContextDependencies relationalDependencies, ISchemaBinding binding)
    : IQueryContextFactory
{
    public QueryContext Create() => new LeasedQueryContext(dependencies, relationalDependencies, binding);

    private sealed class LeasedQueryContext(
        QueryContextDependencies dependencies, RelationalQueryContextDependencies relationalDependencies, ISchemaBinding binding)
        : RelationalQueryContext(dependencies, relationalDependencies)
    {
        private readonly int _lease = binding.Lease;

        /// <summary>Every kind of query reads this right before its command is sent, and at no other time.</summary>
        public override IExecutionStrategy ExecutionStrategy
        {
            get
            {
                ThrowIfOver();
                return base.ExecutionStrategy;
            }
        }

        public override InternalEntityEntry StartTracking(IEntityType entityType, object entity, in ISnapshot snapshot)
        {
            ThrowIfOver();
            return base.StartTracking(entityType, entity, snapshot);
        }

        private void ThrowIfOver()
        {
            if (binding.Lease != _lease)
            {
                binding.CountRefusal(RefusalReason.LeaseOver);
                throw WorkspaceNotBoundException.OfEndedLease("This query's execution", Context.GetType());
            }
        }
    }
}
