using Microsoft.Data.Sqlite;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>SQLite takes the beginning of a text for a number.</summary>
public sealed class CutoverValueTests
{
    [Theory]
    [InlineData("'12.5%'", "REAL", CutoverValueKind.Number, true)]
    [InlineData("'1.5abc'", "REAL", CutoverValueKind.Number, true)]
    [InlineData("'1.5'", "REAL", CutoverValueKind.Number, false)]
    [InlineData("' 1e3 '", "REAL", CutoverValueKind.Number, false)]
    [InlineData("1.5", "INTEGER", CutoverValueKind.Number, true)]
    [InlineData("'15'", "INTEGER", CutoverValueKind.Number, false)]
    [InlineData("'false'", "INTEGER", CutoverValueKind.Boolean, true)]
    [InlineData("'0'", "INTEGER", CutoverValueKind.Boolean, false)]
    [InlineData("x'00'", "INTEGER", CutoverValueKind.Boolean, true)]
    [InlineData("NULL", "REAL", CutoverValueKind.Number, false)]
    public async Task What_is_no_number_as_a_whole_is_bad(string value, string storeType, CutoverValueKind kind, bool isBad)
        => (await AskAsync(d => d.IsBad("s.v", "", new CutoverValue(storeType, kind))!, value)).Should().Be(isBad ? 1L : 0L);

    [Theory]
    [InlineData("'0'", 0L)]
    [InlineData("'1'", 1L)]
    [InlineData("0", 0L)]
    public async Task A_truth_value_may_be_a_text(string value, long expected)
        => (await AskAsync(d => d.Convert("s.v", "", new CutoverValue("INTEGER", CutoverValueKind.Boolean)), value)).Should().Be(expected);

    private static async Task<object?> AskAsync(Func<CutoverDialect, string> sql, string value)
    {
        var dialect = Dialect.Of(cutover => cutover.UseSqlite());
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await dialect.PrepareAsync(connection, transaction: null, checks: true, TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {sql(dialect)} FROM (SELECT {value} AS v) AS s";
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
