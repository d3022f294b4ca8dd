using System.Data.Common;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Reports to the cache of which workspaces a master context has saved the row or a member, once they are committed.
/// </summary>
internal sealed class CatalogueWatch(IDbContextOptions options)
    : SaveChangesInterceptor, ISavedEntries, IDbTransactionInterceptor, IResettableService
{
    private readonly CatalogueCache? _cache =
        options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider?.GetService<CatalogueCache>();

    private readonly HashSet<Guid> _saving = [];
    private readonly HashSet<Guid> _uncommitted = [];

    /// <summary>Before the save, because EF marks all entries as unchanged afterward.</summary>
    public void Saving(IList<IUpdateEntry> entries)
    {
        _saving.Clear();
        for (var i = 0; i < entries.Count; i++)
        {
            var type = entries[i].EntityType.ClrType;
            if (type == typeof(Workspace))
            {
                _saving.Add(((Workspace)entries[i].ToEntityEntry().Entity).Id);
            }
            else if (type == typeof(WorkspaceMember))
            {
                _saving.Add(((WorkspaceMember)entries[i].ToEntityEntry().Entity).WorkspaceId);
            }
        }
    }

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        OnSaved(eventData.Context!);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
        => new(SavedChanges(eventData, result));

    // A commit whose answer was lost may have succeeded.
    public override void SaveChangesFailed(DbContextErrorEventData eventData) => OnSaved(eventData.Context!);

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        OnSaved(eventData.Context!);
        return Task.CompletedTask;
    }

    public override void SaveChangesCanceled(DbContextEventData eventData) => OnSaved(eventData.Context!);

    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default)
    {
        OnSaved(eventData.Context!);
        return Task.CompletedTask;
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => OnEnded();

    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        OnEnded();
        return Task.CompletedTask;
    }

    public void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData) => OnEnded();

    public Task TransactionFailedAsync(
        DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        OnEnded();
        return Task.CompletedTask;
    }

    /// <summary>Before a pooled context is handed on.</summary>
    public void ResetState()
    {
        _saving.Clear();
        OnEnded();
    }

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }

    /// <summary>Now, and again when the transaction ends: in between others still read the old row.</summary>
    private void OnSaved(DbContext context)
    {
        if (_saving.Count == 0)
        {
            return;
        }

        if (context.Database.CurrentTransaction is not null)
        {
            _uncommitted.UnionWith(_saving);
        }
        else if ((context.Database.GetEnlistedTransaction() ?? Transaction.Current) is { } ambient)
        {
            Guid[] saved = [.. _saving];
            ambient.TransactionCompleted += (_, _) => Forget(saved);
        }

        Forget(_saving);
        _saving.Clear();
    }

    private void OnEnded()
    {
        Forget(_uncommitted);
        _uncommitted.Clear();
    }

    private void Forget(IEnumerable<Guid> ids)
    {
        foreach (var id in ids)
        {
            _cache?.Forget(id);
        }
    }
}
