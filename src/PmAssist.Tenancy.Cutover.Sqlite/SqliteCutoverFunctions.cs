using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The functions that SQL lacks, made for one connection.</summary>
internal static class SqliteCutoverFunctions
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.FFFFFFF";
    private const string OrderFormat = "yyyy-MM-dd HH:mm:ss.fffffff";

    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    public static void AddTo(SqliteConnection connection)
    {
        Add<object?>("cutover_guid", value => GuidOf(value)?.ToString().ToUpperInvariant() ?? throw Unreadable(value));
        Add<object?>("cutover_time", value => Text(TimeOf(value)?.UtcDateTime, TimeFormat) ?? throw Unreadable(value));
        Add<object?>("cutover_offset", value => Text(TimeOf(value), TimeFormat + "zzz") ?? throw Unreadable(value));
        Add<object?>("cutover_order", value => Text(TimeOf(value)?.UtcDateTime, OrderFormat));
        Add<object?>("cutover_json", value => IsJson(value) ? value : throw Unreadable(value));
        Add("cutover_bad_guid", value => GuidOf(value) is null);
        Add("cutover_bad_time", value => TimeOf(value) is null);
        Add("cutover_bad_json", value => !IsJson(value));
        Add("cutover_bad_number", value => !IsNumber(value));
        connection.CreateFunction("cutover_checksum", (object?[] values) => ChecksumOf(values), isDeterministic: true);
        connection.CreateAggregate<long, ulong, string>(
            "cutover_sum",
            0UL,
            (sum, checksum) => unchecked(sum + (ulong)checksum),
            sum => sum.ToString(CultureInfo.InvariantCulture),
            isDeterministic: true);

        void Add<T>(string name, Func<object?, T> function)
            => connection.CreateFunction<object?, T>(name, function, isDeterministic: true);
    }

    private static string? Text(IFormattable? time, string format) => time?.ToString(format, CultureInfo.InvariantCulture);

    private static Guid? GuidOf(object? value)
        => value switch
        {
            string text when Guid.TryParse(text, out var id) => id,
            byte[] { Length: 16 } bytes => new Guid(bytes, bigEndian: true),
            _ => null,
        };

    /// <summary>Anything shorter than a date would be read as a time of today.</summary>
    private static DateTimeOffset? TimeOf(object? value)
        => value is string and [_, _, _, _, '-', ..] text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : null;

    /// <summary>The engine takes the number that a text begins with.</summary>
    private static bool IsNumber(object? value)
        => value is long or double
            || (value is string text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    private static bool IsJson(object? value)
    {
        if (value is not string text)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(text, AnyDepth);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static SqliteException Unreadable(object? value)
        => new($"The value '{value}' cannot be read as the new column's type.", SQLitePCL.raw.SQLITE_MISMATCH);

    /// <summary>Each value with its length before it, so that no two rows give one text.</summary>
    private static long ChecksumOf(object?[] values)
    {
        var all = new StringBuilder();
        foreach (var value in values)
        {
            var text = value switch
            {
                null or DBNull => null,
                byte[] bytes => Convert.ToHexString(bytes),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            };
            all.Append(text?.Length.ToString(CultureInfo.InvariantCulture) ?? "-").Append(':').Append(text);
        }

        return MemoryMarshal.Read<long>(SHA256.HashData(MemoryMarshal.AsBytes(all.ToString().AsSpan())));
    }
}
