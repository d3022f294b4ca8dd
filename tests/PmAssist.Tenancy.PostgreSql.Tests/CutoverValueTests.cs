using System.Data.Common;
using Npgsql;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>What an old value is worth on the new side, asked of the server: carefully, and in the hope that all is well.</summary>
public sealed class CutoverValueTests(PostgreSqlServer server) : Specification(server)
{
    private static readonly CutoverValue Json = new("jsonb", CutoverValueKind.Json);
    private static readonly CutoverValue Amount = new("numeric(12,2)", CutoverValueKind.Number);
    private static readonly CutoverValue Count = new("integer", CutoverValueKind.Number);
    private static readonly CutoverValue Id = new("uuid", CutoverValueKind.Uuid);
    private static readonly CutoverValue Flag = new("boolean", CutoverValueKind.Boolean);
    private static readonly CutoverValue Day = new("date", CutoverValueKind.Other);
    private static readonly CutoverValue Second = new("time(0) without time zone", CutoverValueKind.Other);
    private static readonly CutoverValue Milliseconds = new("timestamp(3) with time zone", CutoverValueKind.Time);

    public static TheoryData<string, string?, CutoverValue, bool> Values
        => new()
        {
            { "CAST(12.34 AS numeric(12,4))", "numeric", Amount, false },
            { "CAST(12.3456 AS numeric(12,4))", "numeric", Amount, true },
            { "CAST(99999999999.9 AS numeric)", "numeric", Amount, true },
            { "CAST('12.345' AS text)", "text", Amount, true },
            { "CAST('12.30' AS text)", "text", Amount, false },
            { "CAST('twelve' AS text)", "text", Amount, true },
            { "(1.5 + 0)", null, Count, true },
            { "(1 + 1)", null, Count, false },
            { "(1 < 2)", null, Count, false },
            { "CAST('ada' AS text)", null, Id, true },
            { "CAST('123e4567-e89b-12d3-a456-426614174000' AS text)", null, Id, false },
            { "CAST('2026-01-02 03:04:05.678+00' AS timestamptz)", "timestamp with time zone", Milliseconds, false },
            { "CAST('2026-01-02 03:04:05.678912+00' AS timestamptz)", "timestamp with time zone", Milliseconds, true },
            { "CAST('2026-01-02 03:04:05.6789' AS text)", "text", Milliseconds, true },
            { "CAST('yesteryear' AS text)", "text", Milliseconds, true },
            { """CAST('{"a": 1, "b": [1, "x"]}' AS text)""", "text", Json, false },
            { """CAST('{"a": 1, "a": 2}' AS text)""", "text", Json, true },
            { """CAST('[{"b": {"a": "1", "a": "1"}}]' AS text)""", "text", Json, true },
            { """CAST('{"a": "\u0000"}' AS text)""", "text", Json, true },
            { """CAST('{"a": "\u0022"}' AS text)""", "text", Json, false },
            { """CAST('{"\u0022": 1, "\u0022": 2}' AS text)""", "text", Json, true },
            { "CAST('' AS text)", "text", Json, true },
            { "2", "integer", Flag, true },
            { "1", "integer", Flag, false },
            { "CAST('2026-01-02 00:00' AS timestamp)", "timestamp without time zone", Day, false },
            { "CAST('2026-01-02 03:04' AS timestamp)", "timestamp without time zone", Day, true },
            { "CAST('03:04:05' AS time)", "time without time zone", Second, false },
            { "CAST('03:04:05.6' AS time)", "time without time zone", Second, true },
            { "CAST(NULL AS text)", "text", Json, false },
            { "CAST(NULL AS text)", "text", Amount, false },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_bad_value_is_found_carefully_and_never_missed_in_hope(string value, string? type, CutoverValue target, bool isBad)
    {
        var dialect = Dialect.Of(cutover => cutover.UseNpgsql());
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(Token);
        await dialect.PrepareAsync(connection, transaction: null, checks: true, Token);

        (await AskAsync(connection, dialect.IsBad("s.v", type, target)!, value)).Should().Be(isBad);
        if (isBad)
        {
            (await AskAsync(connection, dialect.MayBeBad("s.v", type, target)!, value)).Should().BeTrue();
        }
    }

    /// <summary>An error is a yes.</summary>
    private static async Task<bool> AskAsync(NpgsqlConnection connection, string condition, string value)
    {
        await using var command = new NpgsqlCommand($"SELECT {condition} FROM (SELECT {value} AS v) AS s", connection);
        try
        {
            return (bool)(await command.ExecuteScalarAsync(Token))!;
        }
        catch (DbException) when (!condition.Contains("pg_temp", StringComparison.Ordinal))
        {
            return true;
        }
    }
}
