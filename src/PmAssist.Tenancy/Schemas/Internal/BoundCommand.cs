using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
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
    public override int ExecuteNonQuery(RelationalCommandParameterObject parameterObject)
        => Bind(parameterObject).ExecuteNonQuery(parameterObject);

    public override Task<int> ExecuteNonQueryAsync(
        RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken = default)
        => Bind(parameterObject).ExecuteNonQueryAsync(parameterObject, cancellationToken);

    public override object? ExecuteScalar(RelationalCommandParameterObject parameterObject)
        => Bind(parameterObject).ExecuteScalar(parameterObject);

    public override Task<object?> ExecuteScalarAsync(
        RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken = default)
        => Bind(parameterObject).ExecuteScalarAsync(parameterObject, cancellationToken);

    public override RelationalDataReader ExecuteReader(RelationalCommandParameterObject parameterObject)
        => Bind(parameterObject).ExecuteReader(parameterObject);

    public override Task<RelationalDataReader> ExecuteReaderAsync(
        RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken = default)
        => Bind(parameterObject).ExecuteReaderAsync(parameterObject, cancellationToken);

    public override DbCommand CreateDbCommand(
        RelationalCommandParameterObject parameterObject, Guid commandId, DbCommandMethod commandMethod)
        => Bind(parameterObject).CreateDbCommand(parameterObject, commandId, commandMethod);

    private RelationalCommand Bind(RelationalCommandParameterObject parameterObject)
    {
        var binding = parameterObject.Connection.Context.GetService<ISchemaBinding>();
        var text = binding.Bind(CommandText);
        var logText = ReferenceEquals(LogCommandText, CommandText) ? text : binding.Bind(LogCommandText);
        return new RelationalCommand(Dependencies, text, logText, Parameters);
    }
}
