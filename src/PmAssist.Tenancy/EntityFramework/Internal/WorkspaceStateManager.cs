// EF reports an entity that starts to be tracked only by an event, which allocates an object for each entity of each query. The state
// manager is called in any case. The specifications fail if EF changes this.
#pragma warning disable EF1001 // Internal EF Core API: kept in this file.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Refuses an entity that the context of another workspace is tracking: updated through this one, it would overwrite the row with the same
/// key here. An added entity becomes a row of its own, which is allowed.
/// </summary>
internal sealed class WorkspaceStateManager : StateManager, IDisposable
{
    private readonly ISchemaBinding _binding;
    private readonly WorkspaceStateManagers _all;

    public WorkspaceStateManager(StateManagerDependencies dependencies, ISchemaBinding binding, WorkspaceStateManagers all)
        : base(dependencies)
    {
        (_binding, _all) = (binding, all);
        all.Add(this);
    }

    public static Type Service => typeof(IStateManager);

    public static void Register(IServiceCollection services)
    {
        services.AddSingleton(WorkspaceStateManagers.OfProcess);
        services.Replace<IStateManager, WorkspaceStateManager>();
    }

    public override void OnTracking(InternalEntityEntry internalEntityEntry, EntityState state, bool fromQuery)
    {
        if (!fromQuery)
        {
            ThrowIfOfEndedLease(internalEntityEntry);
        }

        base.OnTracking(internalEntityEntry, state, fromQuery);
    }

    public override void OnTracked(InternalEntityEntry internalEntityEntry, bool fromQuery)
    {
        if (!fromQuery && internalEntityEntry.EntityState != EntityState.Added)
        {
            try
            {
                ThrowIfTrackedElsewhere(internalEntityEntry);
            }
            catch (CrossWorkspaceAccessException)
            {
                internalEntityEntry.SetEntityState(EntityState.Detached);
                throw;
            }
        }

        base.OnTracked(internalEntityEntry, fromQuery);
    }

    /// <summary>Also sees an entity that was added, which is allowed, and is then updated instead.</summary>
    public override void OnStateChanging(InternalEntityEntry internalEntityEntry, EntityState newState)
    {
        ThrowIfOfEndedLease(internalEntityEntry);
        if (internalEntityEntry.EntityState == EntityState.Added && newState is (EntityState.Modified or EntityState.Deleted))
        {
            ThrowIfTrackedElsewhere(internalEntityEntry);
        }

        base.OnStateChanging(internalEntityEntry, newState);
    }

    public void Dispose() => _all.Remove(this);

    /// <summary>The workspace in which an entity is tracked here; null if it is not.</summary>
    /// <remarks>
    /// Called from threads other than the context's, so it only reads. While the dictionary is being written, a read may miss an entry or
    /// throw because it noticed the other thread, but it never finds an entity that was not tracked.
    /// </remarks>
    public WorkspaceSchema? SchemaOf(object entity)
    {
        if (_binding.Schema is not { } schema)
        {
            return null;
        }

        try
        {
            return TryGetEntry(entity, throwOnNonUniqueness: false) is { EntityState: not EntityState.Detached } ? schema : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// The end of a lease makes the state manager forget its entries. One that was kept, with its state set now, would put its entity into
    /// the changes of the workspace that the context serves next.
    /// </summary>
    private void ThrowIfOfEndedLease(InternalEntityEntry entry)
    {
        if (TryGetEntry(entry.Entity, entry.EntityType, throwOnTypeMismatch: false) != entry)
        {
            throw WorkspaceNotBoundException.OfEndedLease("This entry", Context.GetType());
        }
    }

    private void ThrowIfTrackedElsewhere(InternalEntityEntry entry)
    {
        if (_binding.Schema is { } schema && _all.FindOtherWorkspaceOf(entry.Entity, schema) is { } other)
        {
            _binding.CountRefusal(RefusalReason.ForeignEntity);
            throw CrossWorkspaceAccessException.ForEntity(entry.EntityType.ClrType, schema.Name, other.Name);
        }
    }
}
