using System.Data.Common;
using Npgsql;

namespace PmAssist.Tenancy;

/// <summary>
/// Drops a schema in parts that leave room in the server's lock table, which has 64 entries for each connection by default and is shared by
/// all: a table takes one for itself and one for each index, sequence and more.
/// </summary>
/// <param name="session">The session, with its transaction.</param>
internal sealed class PostgreSqlSchemaDrop(SchemaSession session)
{
    private const int RelationsPerPart = 50;

    private readonly Func<string, DbCommand> _create = session.CreateCommand;
    private readonly string _schema = session.Access.Schema;

    /// <param name="withDependents">Whether what depends on the part from outside the schema is dropped too.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="WorkspaceDependentsException">Something outside depends on it; nothing was dropped.</exception>
    public async Task<SchemaDrop> NextAsync(bool withDependents, CancellationToken cancellationToken)
    {
        var free = await PostgreSqlRelation.ReadFreeAsync(_create, _schema, RelationsPerPart, cancellationToken).ConfigureAwait(false);
        if (free.Count == RelationsPerPart && await TryDropAsync([free], cancellationToken).ConfigureAwait(false))
        {
            return new SchemaDrop(isComplete: false);
        }

        var relations = await PostgreSqlRelation.ReadAsync(_create, _schema, cancellationToken).ConfigureAwait(false);
        if (relations.Count <= RelationsPerPart)
        {
            return new SchemaDrop(isComplete: true, await DropRestAsync(withDependents, cancellationToken).ConfigureAwait(false));
        }

        var layers = PostgreSqlRelation.FreeOnes(relations, RelationsPerPart);
        if (layers.Count > 0 && await TryDropAsync(layers, cancellationToken).ConfigureAwait(false))
        {
            return new SchemaDrop(isComplete: false);
        }

        // They depend on each other in a circle, or something else depends on them.
        IReadOnlyList<PostgreSqlRelation> part = layers.Count > 0
            ? [.. layers.SelectMany(layer => layer)]
            : [.. relations.OrderBy(r => r.Dependents.Count).Take(RelationsPerPart)];
        return new SchemaDrop(isComplete: false, await CascadeAsync(part, withDependents, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Leaves it to the server to refuse what anything else depends on.</summary>
    private async Task<bool> TryDropAsync(
        IReadOnlyList<IReadOnlyList<PostgreSqlRelation>> layers, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(layers.SelectMany(Statements).Prepend("SAVEPOINT pmassist_part"), cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DependentObjectsStillExist)
        {
            await ExecuteAsync(["ROLLBACK TO SAVEPOINT pmassist_part"], cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    private async Task<IReadOnlyList<string>> CascadeAsync(
        IReadOnlyList<PostgreSqlRelation> part, bool withDependents, CancellationToken cancellationToken)
    {
        await LockAsync(part.Where(r => r.IsTable).Select(r => r.Name), cancellationToken).ConfigureAwait(false);
        var dependents = await PostgreSqlDependents.FindAsync(_create, _schema, part.Select(r => r.Id), cancellationToken)
            .ConfigureAwait(false);
        Refuse(dependents, withDependents);
        await ExecuteAsync(part.GroupBy(r => r.Kind).Select(g => $"DROP {g.Key} IF EXISTS {Names(g)} CASCADE"), cancellationToken)
            .ConfigureAwait(false);
        return dependents;
    }

    /// <remarks>The server has no way to drop a schema with all it holds and no more, so what is outside is looked for first.</remarks>
    private async Task<IReadOnlyList<string>> DropRestAsync(bool withDependents, CancellationToken cancellationToken)
    {
        var tables = await PostgreSqlDependents.ReadTablesAsync(_create, _schema, cancellationToken).ConfigureAwait(false);
        await LockAsync(tables, cancellationToken).ConfigureAwait(false);
        var dependents = await PostgreSqlDependents.FindAsync(_create, _schema, cancellationToken).ConfigureAwait(false);
        Refuse(dependents, withDependents);
        await ExecuteAsync([$"DROP SCHEMA \"{_schema}\" CASCADE"], cancellationToken).ConfigureAwait(false);
        return dependents;
    }

    private void Refuse(IReadOnlyList<string> dependents, bool withDependents)
    {
        if (dependents.Count > 0 && !withDependents)
        {
            throw new WorkspaceDependentsException(_schema, dependents);
        }
    }

    private static IEnumerable<string> Statements(IReadOnlyList<PostgreSqlRelation> layer)
        => layer.GroupBy(r => r.Kind).Select(g => $"DROP {g.Key} {Names(g)}");

    private static string Names(IEnumerable<PostgreSqlRelation> relations) => string.Join(", ", relations.Select(r => r.Name));

    /// <summary>
    /// Locks tables as dropping them will, so that no new dependent can be created in between. Without ONLY, a partition in another schema
    /// would be locked too.
    /// </summary>
    private async Task LockAsync(IEnumerable<string> tables, CancellationToken cancellationToken)
    {
        var list = string.Join(", ", tables.Select(table => $"ONLY {table}"));
        if (list.Length > 0)
        {
            await ExecuteAsync([$"LOCK TABLE {list} IN ACCESS EXCLUSIVE MODE"], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>In the session, which then knows the statement that failed.</summary>
    private Task ExecuteAsync(IEnumerable<string> statements, CancellationToken cancellationToken)
        => session.ExecuteAsync([.. statements.Select(text => new SchemaStatement(text, isGenerated: true))], cancellationToken);
}
