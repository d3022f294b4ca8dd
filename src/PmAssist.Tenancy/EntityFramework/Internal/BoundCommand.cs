using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// A command whose text is written against the template schema. Executing it hands over to a plain command with the
/// text of the context that executes it, so a command that EF caches and shares between contexts is never changed.
/// </summary>
internal sealed class BoundCommand(
    RelationalCommandBuilderDependencies dependencies,
    string commandText,
    string logCommandText,
    IReadOnlyList<IRelationalParameter> parameters)
    : RelationalCommand(dependencies, commandText, logCommandText, parameters)
{
    private PlainCommand? _rented;

    public override int ExecuteNonQuery(RelationalCommandParameterObject parameterObject)
        => Run(parameterObject, static (plain, parameters) => plain.ExecuteNonQuery(parameters));

    public override Task<int> ExecuteNonQueryAsync(
        RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken = default)
    {
        var plain = Bind(parameterObject);
        return EndAsync(plain.ExecuteNonQueryAsync(parameterObject, cancellationToken), plain, parameterObject.Connection);
    }

    public override object? ExecuteScalar(RelationalCommandParameterObject parameterObject)
        => Run(parameterObject, static (plain, parameters) => plain.ExecuteScalar(parameters));

    public override Task<object?> ExecuteScalarAsync(
        RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken = default)
    {
        var plain = Bind(parameterObject);
        return EndAsync(plain.ExecuteScalarAsync(parameterObject, cancellationToken), plain, parameterObject.Connection);
    }

    public override RelationalDataReader ExecuteReader(RelationalCommandParameterObject parameterObject)
        => Run(parameterObject, static (plain, parameters) => plain.ExecuteReader(parameters));

    public override Task<RelationalDataReader> ExecuteReaderAsync(
        RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken = default)
    {
        var plain = Bind(parameterObject);
        return EndAsync(plain.ExecuteReaderAsync(parameterObject, cancellationToken), plain, parameterObject.Connection);
    }

    public override DbCommand CreateDbCommand(
        RelationalCommandParameterObject parameterObject, Guid commandId, DbCommandMethod commandMethod)
        => Bind(parameterObject).CreateOnly(parameterObject, commandId, commandMethod);

    /// <summary>
    /// EF populates only the commands that a connection rents out. Such a command belongs to one execution at a time, so its plain
    /// command, with the reader that EF keeps in it, is reused.
    /// </summary>
    public override void PopulateFrom(IRelationalCommandTemplate commandTemplate)
    {
        base.PopulateFrom(commandTemplate);
        _rented ??= new PlainCommand(Dependencies);
    }

    private PlainCommand Bind(RelationalCommandParameterObject parameterObject)
    {
        var plain = _rented ?? new PlainCommand(Dependencies);
        var binding = plain.BindingOf(parameterObject.Connection);
        var text = binding.BindCommand(CommandText);
        var logText = ReferenceEquals(LogCommandText, CommandText) ? text : binding.BindCommand(LogCommandText);
        return plain.With(text, logText, Parameters);
    }

    private T Run<T>(RelationalCommandParameterObject parameterObject, Func<PlainCommand, RelationalCommandParameterObject, T> execute)
    {
        var plain = Bind(parameterObject);
        try
        {
            var result = execute(plain, parameterObject);
            plain.TakeSpan()?.Dispose();
            return result;
        }
        catch (Exception exception)
        {
            using var span = plain.TakeSpan();
            span.Fail(exception);
            var binding = plain.BindingOf(parameterObject.Connection);
            if (exception is DbException
                && Task.Run(() => binding.ExplainAsync(exception)).GetAwaiter().GetResult() is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    private static Task<T> EndAsync<T>(Task<T> execution, PlainCommand plain, IRelationalConnection connection)
        => plain.TakeSpan() is { } span ? WaitAndEndAsync(execution, plain.BindingOf(connection), span)
            : execution.IsCompletedSuccessfully ? execution
            : WaitAndEndAsync(execution, plain.BindingOf(connection), span: null);

    private static async Task<T> WaitAndEndAsync<T>(Task<T> execution, ISchemaBinding binding, Activity? span)
    {
        using var _ = span;
        try
        {
            return await execution.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            if (exception is DbException && await binding.ExplainAsync(exception).ConfigureAwait(false) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }
}
