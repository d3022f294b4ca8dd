using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace PmAssist.Tenancy.SqlServer.Tests.Recording;

/// <summary>
/// A connection that is never opened to a server: what is sent to it is recorded and answered by <see cref="RecordingServer"/>.
/// </summary>
internal sealed class RecordingConnection(RecordingServer server) : DbConnection
{
    private ConnectionState _state = ConnectionState.Closed;

    public RecordingServer Server { get; } = server;

    [AllowNull]
    public override string ConnectionString { get; set; } = "Server=recording";

    public override string Database => "recording";

    public override string DataSource => "recording";

    public override string ServerVersion => "13.0.0";

    public override ConnectionState State => _state;

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException("The library stays in one database.");

    public override void Close() => _state = ConnectionState.Closed;

    public override void Open() => _state = ConnectionState.Open;

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => new RecordingTransaction(this, isolationLevel);

    protected override DbCommand CreateDbCommand() => new RecordingCommand(this);
}
