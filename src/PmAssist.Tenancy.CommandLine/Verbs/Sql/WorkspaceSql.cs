using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>An operator's SQL in one workspace: through EF, so that the library's rules hold, in a transaction of its own.</summary>
/// <param name="provider">The engine.</param>
/// <param name="sql">The SQL.</param>
/// <param name="limit">How many rows are read.</param>
/// <param name="write">Whether it may change anything.</param>
/// <param name="takeBack">Whether what it changes is taken back.</param>
internal sealed partial class WorkspaceSql(TenancyProvider provider, string sql, int limit, bool write, bool takeBack)
{
    public Task<Result> RunAsync(Workspace workspace, DbContext context, CancellationToken cancellationToken)
        => context.Database.CreateExecutionStrategy().ExecuteAsync(
            token => RunOnceAsync(workspace, context, token), cancellationToken);

    private async Task<Result> RunOnceAsync(Workspace workspace, DbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var end = transaction.ConfigureAwait(false);
            await SetAsync(context, write ? null : provider.RefuseWrites, cancellationToken).ConfigureAwait(false);
            var result = await ReadAsync(workspace, context, cancellationToken).ConfigureAwait(false);
            await EndAsync(transaction).ConfigureAwait(false);
            return result;
        }
        finally
        {
            // The connection goes back to its pool.
            await SetAsync(context, write ? null : provider.AllowWrites, CancellationToken.None).ConfigureAwait(false);
            await context.Database.CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    /// <exception cref="TenancyException">The SQL has ended the transaction already.</exception>
    private async Task EndAsync(IDbContextTransaction transaction)
    {
        try
        {
            await (takeBack ? transaction.RollbackAsync(CancellationToken.None) : transaction.CommitAsync(CancellationToken.None))
                .ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            throw new TenancyException(
                "The SQL ended its transaction itself, so that what it changed is not taken back. Look at what is there, and leave COMMIT "
                + "and ROLLBACK out.",
                exception);
        }
    }

    private static async Task SetAsync(DbContext context, string? statement, CancellationToken cancellationToken)
    {
        if (statement is not null)
        {
            await context.Database.ExecuteSqlRawAsync(statement, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Result> ReadAsync(Workspace workspace, DbContext context, CancellationToken cancellationToken)
    {
        var names = context.GetService<ISqlGenerationHelper>();
        var text = Hole().Replace(sql, hole => names.DelimitIdentifier(hole.Groups[1].Value, workspace.Schema.Name));
        var command = context.GetService<IRawSqlCommandBuilder>().Build(text);
        var parameters = new RelationalCommandParameterObject(
            context.GetService<IRelationalConnection>(),
            parameterValues: null,
            readerColumns: null,
            context,
            logger: null,
            CommandSource.ExecuteSqlRaw);
        var reader = await command.ExecuteReaderAsync(parameters, cancellationToken).ConfigureAwait(false);
        await using var end = reader.ConfigureAwait(false);
        return await ReadAsync(reader.DbDataReader, workspace.Schema, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Result> ReadAsync(DbDataReader reader, WorkspaceSchema schema, CancellationToken cancellationToken)
    {
        if (reader.FieldCount == 0)
        {
            return new Result([new Dictionary<string, object?> { ["affected"] = Math.Max(0, reader.RecordsAffected) }], IsCut: false);
        }

        var rows = new List<IReadOnlyDictionary<string, object?>>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (rows.Count == limit)
            {
                return new Result(rows, IsCut: true);
            }

            var row = new Dictionary<string, object?>();
            for (var i = 0; i < reader.FieldCount; i++)
            {
                var name = NameOf(reader.GetName(i), schema);
                row[row.ContainsKey(name) || name.Length == 0 ? $"{name}_{i + 1}" : name] = ValueOf(reader.GetValue(i));
            }

            rows.Add(row);
        }

        return new Result(rows, IsCut: false);
    }

    /// <summary>SQLite names a column without a name by the rest of the text, the library's comment with the schema included.</summary>
    private static string NameOf(string column, WorkspaceSchema schema)
    {
        var comment = $"-- {schema.Name}";
        return column.EndsWith(comment, StringComparison.Ordinal) ? column[..^comment.Length].TrimEnd() : column;
    }

    /// <summary>What JSON and a table can show.</summary>
    private static object? ValueOf(object? value)
        => value switch
        {
            null or DBNull => null,

            // JSON has no number for them.
            double number when !double.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
            float number when !float.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
            string or bool or byte or short or int or long or float or double or decimal => value,
            Guid or DateTime or DateTimeOffset or byte[] => value,
            IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
            BitArray bits => string.Concat(bits.Cast<bool>().Select(bit => bit ? '1' : '0')),
            Array array => string.Join(", ", array.Cast<object?>().Select(v => Grid.TextOf(v))),
            _ => value.ToString(),
        };

    [GeneratedRegex(@"\{([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Hole();

    /// <summary>The rows of one workspace; without any, how many were affected.</summary>
    internal sealed record Result(IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows, bool IsCut);
}
