using System.Data;
using System.Data.Common;

namespace PmAssist.Tenancy.Providers;

/// <summary>A workspace's schema as it was at one moment, while others use it. Belongs to one caller at a time.</summary>
public sealed class SchemaSnapshot
{
    private readonly DbTransaction _transaction;

    internal SchemaSnapshot(WorkspaceSchema schema, DbTransaction transaction) => (Schema, _transaction) = (schema, transaction);

    /// <summary>The workspace's schema.</summary>
    public WorkspaceSchema Schema { get; }

    /// <summary>How the engine keeps the moment.</summary>
    public IsolationLevel Isolation => _transaction.IsolationLevel;

    /// <summary>
    /// A query in the snapshot, without a time-out: what is read in bulk takes as long as it takes. The caller disposes it.
    /// </summary>
    /// <param name="sql">Its text.</param>
    public DbCommand CreateCommand(string sql)
    {
        var command = _transaction.Connection!.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _transaction;
        command.CommandTimeout = 0;
        return command;
    }
}
