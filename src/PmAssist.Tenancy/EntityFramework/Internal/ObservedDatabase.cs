using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Passes a save's entries to the library after EF has detected changes. EF calls an <c>ISaveChangesInterceptor</c> before that, so an
/// interceptor would have to detect changes itself, and EF would do it again: with 1,000 tracked entities that is most of a save. Also
/// takes the library's own errors out of what EF wraps every error of a save in.
/// </summary>
internal sealed class ObservedDatabase(IDatabase inner, IEnumerable<ISavedEntries> observers) : IDatabase
{
    private readonly ISavedEntries[] _observers = [.. observers];

    public int SaveChanges(IList<IUpdateEntry> entries)
    {
        Show(entries);
        try
        {
            return inner.SaveChanges(entries);
        }
        catch (DbUpdateException exception) when (exception.InnerException is TenancyException refusal)
        {
            ExceptionDispatchInfo.Throw(refusal);
            throw;
        }
    }

    public async Task<int> SaveChangesAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken = default)
    {
        Show(entries);
        try
        {
            return await inner.SaveChangesAsync(entries, cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateException exception) when (exception.InnerException is TenancyException refusal)
        {
            ExceptionDispatchInfo.Throw(refusal);
            throw;
        }
    }

    public Func<QueryContext, TResult> CompileQuery<TResult>(Expression query, bool async) => inner.CompileQuery<TResult>(query, async);

    [Experimental("EF9100")]
    public Expression<Func<QueryContext, TResult>> CompileQueryExpression<TResult>(Expression query, bool async)
        => inner.CompileQueryExpression<TResult>(query, async);

    private void Show(IList<IUpdateEntry> entries)
    {
        foreach (var observer in _observers)
        {
            observer.Saving(entries);
        }
    }
}
