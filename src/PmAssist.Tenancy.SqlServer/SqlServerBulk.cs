using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy;

/// <summary>Many rows on SQL Server.</summary>
internal static class SqlServerBulk
{
    public static BulkRows Rows { get; } = new(BeginSnapshotAsync)
    {
        IsGenerated = IsGenerated,
        IsFixed = column => column.PropertyMappings.Any(
            m => m.Property.GetValueGenerationStrategy() == SqlServerValueGenerationStrategy.IdentityColumn),
        WhyNot = WhyNot,
        AroundNumberedKeys = AroundNumberedKeys,
        AroundForeignKey = (table, key) => (
            $"ALTER TABLE {table} NOCHECK CONSTRAINT {Name(key)}",
            $"ALTER TABLE {table} WITH CHECK CHECK CONSTRAINT {Name(key)}"),
        NextOfSequence = (sequence, increment)
            => $"SELECT CAST(current_value AS bigint) + {increment} FROM sys.sequences WHERE object_id = OBJECT_ID({Literal(sequence)})",
        RestartSequence = (sequence, next) => $"ALTER SEQUENCE {sequence} RESTART WITH {next}",
        IsolationOfCopy = IsolationLevel.Serializable,
    };

    /// <summary>
    /// Row versions where the database allows it (<c>ALLOW_SNAPSHOT_ISOLATION</c>); else what was read is locked, and its writers wait.
    /// </summary>
    private static async Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var disposal = command.ConfigureAwait(false);
        command.CommandText = "SELECT CAST(snapshot_isolation_state AS int) FROM sys.databases WHERE database_id = DB_ID()";
        var isAllowed = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is 1;
        return await connection.BeginTransactionAsync(
            isAllowed ? IsolationLevel.Snapshot : IsolationLevel.Serializable, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A row's version, and the period of a temporal table.</summary>
    private static bool IsGenerated(IColumn column)
    {
        return column.StoreType is "rowversion" or "timestamp" || column.PropertyMappings.Any(m => IsOfPeriod(m.Property));

        static bool IsOfPeriod(IProperty property)
            => property.DeclaringType is IEntityType type && type.IsTemporal()
                && (property.Name == type.GetPeriodStartPropertyName() || property.Name == type.GetPeriodEndPropertyName());
    }

    private static string? WhyNot(IColumn column, object value)
        => value switch
        {
            double number when !double.IsFinite(number) => "SQL Server has no NaN and no infinity",
            float number when !float.IsFinite(number) => "SQL Server has no NaN and no infinity",
            TimeSpan time when column.StoreType.StartsWith("time", StringComparison.Ordinal) && (time < TimeSpan.Zero || time.Days > 0)
                => "SQL Server's time has no sign and ends before 24 hours",
            string text when column.StoreTypeMapping.Size is { } size && text.Length > size
                => $"it is longer than {size} characters, of which SQL Server counts an emoji as two",
            _ => null,
        };

    /// <summary>A sequence numbers rows as well, and is no identity.</summary>
    private static (string? Before, string? After) AroundNumberedKeys(string table, string column)
    {
        var isIdentity = $"EXISTS (SELECT 1 FROM sys.identity_columns WHERE object_id = OBJECT_ID({Literal(table)}))";
        return ($"IF {isIdentity} SET IDENTITY_INSERT {table} ON", $"IF {isIdentity} SET IDENTITY_INSERT {table} OFF");
    }

    private static string Literal(string text) => $"N'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Name(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";
}
