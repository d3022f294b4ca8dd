using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Saves a spare that becomes somebody's workspace, with its owner and the audit entries, in one statement: one round trip without a
/// transaction of its own, where EF takes three and the slug's look-up another. The statement changes nothing where another workspace
/// has the slug, so that nobody has to ask before, and no server notes an error.
/// </summary>
internal sealed class OneStatementDatabase(
    IDatabase inner,
    IRelationalConnection connection,
    IRelationalCommandBuilderFactory commands,
    IRelationalCommandDiagnosticsLogger logger,
    ISqlGenerationHelper sql,
    Func<string, IReadOnlyList<string>, string> updateThenInsert) : IDatabase
{
    private ClaimStatement? _statement;

    public int SaveChanges(IList<IUpdateEntry> entries) => inner.SaveChanges(entries);

    public Task<int> SaveChangesAsync(IList<IUpdateEntry> entries, CancellationToken cancellationToken = default)
        => connection.CurrentTransaction is null && FindClaimed(entries) is { } spare
            ? ClaimAsync(spare, entries, cancellationToken)
            : inner.SaveChangesAsync(entries, cancellationToken);

    public Func<QueryContext, TResult> CompileQuery<TResult>(Expression query, bool async) => inner.CompileQuery<TResult>(query, async);

    [Experimental("EF9100")]
    public Expression<Func<QueryContext, TResult>> CompileQueryExpression<TResult>(Expression query, bool async)
        => inner.CompileQueryExpression<TResult>(query, async);

    /// <returns>Null if the entries are anything but a spare that gets an owner.</returns>
    private static IUpdateEntry? FindClaimed(IList<IUpdateEntry> entries)
    {
        IUpdateEntry? found = null;
        foreach (var entry in entries)
        {
            if (entry.EntityState == EntityState.Modified && found is null && ClaimStatement.IsClaimed(entry))
            {
                found = entry;
            }
            else if (entry.EntityState != EntityState.Added)
            {
                return null;
            }
        }

        return entries.Count > 1 ? found : null;
    }

    /// <exception cref="DbUpdateConcurrencyException">
    /// The spare was changed since it was read, or another workspace has the slug.
    /// </exception>
    private async Task<int> ClaimAsync(IUpdateEntry spare, IList<IUpdateEntry> entries, CancellationToken cancellationToken)
    {
        List<IUpdateEntry> added = [.. entries.Where(e => e != spare)];
        if (_statement?.Adds(added) != true)
        {
            _statement = new ClaimStatement(spare.EntityType, added, commands.Create(), sql, updateThenInsert);
        }

        var parameters = new RelationalCommandParameterObject(
            connection, _statement.ValuesOf(spare, added), readerColumns: null, connection.Context, logger, CommandSource.SaveChanges);
        int changed;
        try
        {
            changed = await _statement.Command.ExecuteNonQueryAsync(parameters, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new DbUpdateException("A spare could not be given to its owner; see the inner exception.", exception, [.. entries]);
        }

        return changed > 0
            ? entries.Count
            : throw new DbUpdateConcurrencyException(
                "The spare was changed since it was read, or another workspace has its slug.", [.. entries]);
    }
}
