using System.Collections;
using System.Data.Common;

namespace PmAssist.Tenancy;

/// <summary>Rows for the driver's bulk copy, which reads them forward by position and asks for nothing else.</summary>
internal sealed class SqlServerRowReader(int columns, IAsyncEnumerator<object?[]> rows) : DbDataReader
{
    private object?[] _row = [];

    /// <summary>How many rows were read.</summary>
    public long Count { get; private set; }

    public override int FieldCount => columns;

    public override bool HasRows => true;

    public override bool IsClosed => false;

    public override int Depth => 0;

    public override int RecordsAffected => -1;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => throw Unused();

    public override async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!await rows.MoveNextAsync().ConfigureAwait(false))
        {
            return false;
        }

        _row = rows.Current;
        Count++;
        return true;
    }

    public override object GetValue(int ordinal) => _row[ordinal] ?? DBNull.Value;

    public override bool IsDBNull(int ordinal) => _row[ordinal] is null or DBNull;

    public override T GetFieldValue<T>(int ordinal) => (T)GetValue(ordinal);

    public override Type GetFieldType(int ordinal) => _row is { Length: > 0 } ? GetValue(ordinal).GetType() : typeof(object);

    public override string GetName(int ordinal) => $"column {ordinal}";

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, columns);
        for (var i = 0; i < count; i++)
        {
            values[i] = GetValue(i);
        }

        return count;
    }

    public override bool NextResult() => false;

    public override bool Read() => throw Unused();

    public override int GetOrdinal(string name) => throw Unused();

    public override string GetDataTypeName(int ordinal) => throw Unused();

    public override IEnumerator GetEnumerator() => throw Unused();

    public override bool GetBoolean(int ordinal) => (bool)GetValue(ordinal);

    public override byte GetByte(int ordinal) => (byte)GetValue(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw Unused();

    public override char GetChar(int ordinal) => (char)GetValue(ordinal);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw Unused();

    public override DateTime GetDateTime(int ordinal) => (DateTime)GetValue(ordinal);

    public override decimal GetDecimal(int ordinal) => (decimal)GetValue(ordinal);

    public override double GetDouble(int ordinal) => (double)GetValue(ordinal);

    public override float GetFloat(int ordinal) => (float)GetValue(ordinal);

    public override Guid GetGuid(int ordinal) => (Guid)GetValue(ordinal);

    public override short GetInt16(int ordinal) => (short)GetValue(ordinal);

    public override int GetInt32(int ordinal) => (int)GetValue(ordinal);

    public override long GetInt64(int ordinal) => (long)GetValue(ordinal);

    public override string GetString(int ordinal) => (string)GetValue(ordinal);

    private static NotSupportedException Unused() => new("The bulk copy reads rows forward and by position.");
}
