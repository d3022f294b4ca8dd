using System.Data.Common;

namespace PmAssist.Tenancy;

/// <summary>
/// Questions about a cluster. What Citus has is named without a schema: it lies in <c>pg_catalog</c>, which a server looks in first.
/// </summary>
internal static class DistributionSql
{
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(
        this DbConnection connection, string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var _ = command.ConfigureAwait(false);
        command.CommandText = sql;
        return await command.ReadAsync(read, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<T>> ReadAsync<T>(
        this DbCommand command, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
