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
    private PlainCommand? _rented;

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

    /// <summary>EF's own command, with a text that can be set.</summary>
    private sealed class PlainCommand(RelationalCommandBuilderDependencies dependencies) : RelationalCommand(dependencies, "", "", [])
    {
        private string _text = "";
        private string _logText = "";
        private IReadOnlyList<IRelationalParameter> _parameters = [];
        private IRelationalConnection? _connection;
        private ISchemaBinding? _binding;

        public override string CommandText => _text;

        public override string LogCommandText => _logText;

        public override IReadOnlyList<IRelationalParameter> Parameters => _parameters;

        /// <summary>Looked up once, because a connection and its context's binding have the same lifetime and are reset together.</summary>
        public ISchemaBinding BindingOf(IRelationalConnection connection)
        {
            if (_binding is null || !ReferenceEquals(_connection, connection))
            {
                (_connection, _binding) = (connection, connection.Context.GetService<ISchemaBinding>());
            }

            return _binding;
        }

        public PlainCommand With(string text, string logText, IReadOnlyList<IRelationalParameter> parameters)
        {
            (_text, _logText, _parameters) = (text, logText, parameters);
            return this;
        }
    }
}
