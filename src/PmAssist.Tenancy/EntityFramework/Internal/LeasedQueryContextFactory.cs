// StartTracking is EF's only call for each entity of a query. The specifications fail if EF changes this.
#pragma warning disable EF1001 // Internal EF Core API: kept in this file.
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Gives each execution of a query its lease's number: an enumeration may begin after its lease, as that of a compiled query can, or go on
/// after it with rows that a retrying strategy buffered.
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

        /// <summary>What every kind of query asks for right before its command is sent, and for nothing else.</summary>
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
                throw WorkspaceNotBoundException.OfEndedLease("This query's execution", Context.GetType());
            }
        }
    }
}
