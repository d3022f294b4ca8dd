using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.SqlClient;

namespace PmAssist.Tenancy.SqlServer.Tests.Recording;

/// <summary>A command that is recorded. Its parameters are SqlClient's own, because EF sets their SQL Server types.</summary>
internal sealed class RecordingCommand(RecordingConnection connection) : DbCommand
{
    private readonly SqlCommand _parameters = new();

    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get; set; } = 30;

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection { get; set; } = connection;

    protected override DbParameterCollection DbParameterCollection => _parameters.Parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    public override void Cancel()
    {
    }

    public override void Prepare()
    {
    }

    public override int ExecuteNonQuery() => Run().RecordsAffected;

    public override object? ExecuteScalar()
    {
        using var reader = Run().CreateReader();
        return reader.Read() ? reader.GetValue(0) : null;
    }

    protected override DbParameter CreateDbParameter() => new SqlParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Run().CreateReader();

    protected override void Dispose(bool disposing)
    {
        _parameters.Dispose();
        base.Dispose(disposing);
    }

    private RecordedAnswer Run()
    {
        var values = _parameters.Parameters.Cast<SqlParameter>()
            .ToDictionary(p => p.ParameterName, p => p.Value is DBNull ? null : p.Value, StringComparer.OrdinalIgnoreCase);
        return connection.Server.Execute(CommandText, values);
    }
}
