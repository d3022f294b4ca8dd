using System.Data;
using System.Data.Common;

namespace PmAssist.Tenancy.SqlServer.Tests.Recording;

/// <summary>A transaction in name only: nothing is undone.</summary>
internal sealed class RecordingTransaction(RecordingConnection connection, IsolationLevel isolationLevel) : DbTransaction
{
    public override IsolationLevel IsolationLevel => isolationLevel;

    protected override DbConnection DbConnection => connection;

    public override void Commit() => connection.Server.Events.Add("COMMIT");

    public override void Rollback() => connection.Server.Events.Add("ROLLBACK");
}
