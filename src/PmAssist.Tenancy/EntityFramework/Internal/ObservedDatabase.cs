using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Passes a save's entries to the library after EF has detected changes. EF calls an <c>ISaveChangesInterceptor</c> before that, so an
/// interceptor would have to detect changes itself, and EF would do it again: with 1,000 tracked entities that is most of a save.
/// </summary>
internal sealed class ObservedDatabase(IDatabase inner, IEnumerable<ISavedEntries> observers) : IDatabase
{
    private readonly ISavedEntries[] _observers = [.. observers];

    public int SaveChanges(IList<IUpdateEntry> entries)
    {
        Show(entries);
        return inner.SaveChanges(entries);
    }

    public Task<int> SaveChangesAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken = default)
    {
        Show(entries);
        return inner.SaveChangesAsync(entries, cancellationToken);
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
