using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy;

/// <summary>Many rows on SQLite.</summary>
internal static class SqliteBulk
{
    /// <param name="files">Where the files lie.</param>
    public static BulkRows In(SqliteFiles files)
        => new(BeginSnapshotAsync)
        {
            WhyNot = WhyNot,

            // Until the transaction ends, for all foreign keys; a commit that breaks one is refused.
            AroundForeignKey = (_, _) => ("PRAGMA defer_foreign_keys = ON", null),
            SourceOf = schema => ("source", files.PathOf(schema.Name)),
        };

    /// <summary>
    /// A read transaction that the first query begins, so that it is begun with one. Writers are not waited for in WAL mode.
    /// </summary>
    private static async Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var transaction = ((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: true);
        var command = connection.CreateCommand();
        await using var disposal = command.ConfigureAwait(false);
        command.Transaction = transaction;
        command.CommandText = "SELECT COUNT(*) FROM sqlite_master";
        await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        return transaction;
    }

    /// <summary>The driver reads a text as C does, to its first zero.</summary>
    private static string? WhyNot(IColumn column, object value)
        => value switch
        {
            string text when text.Contains('\0', StringComparison.Ordinal) => "SQLite's driver reads a text to its first character U+0000",
            char and '\0' => "SQLite's driver reads a text to its first character U+0000",
            double.NaN => "SQLite has no NaN",
            float.NaN => "SQLite has no NaN",
            _ => null,
        };
}
