using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>EF's own command, with a text that can be set, and a span while it is executed.</summary>
internal sealed class PlainCommand(RelationalCommandBuilderDependencies dependencies) : RelationalCommand(dependencies, "", "", [])
{
    private string _text = "";
    private string _logText = "";
    private IReadOnlyList<IRelationalParameter> _parameters = [];
    private IRelationalConnection? _connection;
    private ISchemaBinding? _binding;
    private CommandTags? _tags;
    private int _tagsLease;
    private Activity? _span;

    public override string CommandText => _text;

    public override string LogCommandText => _logText;

    public override IReadOnlyList<IRelationalParameter> Parameters => _parameters;

    /// <summary>Looked up once, because a connection and its context's binding have the same lifetime and are reset together.</summary>
    public ISchemaBinding BindingOf(IRelationalConnection connection)
    {
        if (_binding is null || !ReferenceEquals(_connection, connection))
        {
            (_connection, _binding, _tags) = (connection, connection.Context.GetService<ISchemaBinding>(), null);
        }

        return _binding;
    }

    public PlainCommand With(string text, string logText, IReadOnlyList<IRelationalParameter> parameters)
    {
        (_text, _logText, _parameters) = (text, logText, parameters);
        return this;
    }

    /// <summary>
    /// The first thing that EF does to execute a command. A span that is started meanwhile belongs to the command: an instrumentation
    /// starts it when EF reports the command as created.
    /// </summary>
    public override DbCommand CreateDbCommand(
        RelationalCommandParameterObject parameterObject, Guid commandId, DbCommandMethod commandMethod)
    {
        var before = Activity.Current;
        var command = base.CreateDbCommand(parameterObject, commandId, commandMethod);
        if (Activity.Current is { } started && started != before)
        {
            TagsOf(parameterObject.Connection).AddTo(started);
        }
        else if (TenancySpans.Source.HasListeners())
        {
            _span = TagsOf(parameterObject.Connection).Start();
        }

        return command;
    }

    /// <summary>Creates a command that somebody else executes, or nobody.</summary>
    public DbCommand CreateOnly(RelationalCommandParameterObject parameterObject, Guid commandId, DbCommandMethod commandMethod)
        => base.CreateDbCommand(parameterObject, commandId, commandMethod);

    /// <summary>The span of the execution under way, which the caller ends; null if there is none.</summary>
    public Activity? TakeSpan()
    {
        var span = _span;
        _span = null;
        return span;
    }

    private CommandTags TagsOf(IRelationalConnection connection)
    {
        var binding = BindingOf(connection);
        if (_tags is null || _tagsLease != binding.Lease)
        {
            (_tags, _tagsLease) = (new CommandTags(connection.Context, binding, connection.DbConnection), binding.Lease);
        }

        return _tags;
    }
}
