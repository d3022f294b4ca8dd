using FluentAssertions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using PmAssist.Tenancy.Specifications.Cutover;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>What of an old value the server would lose without an error, and what no one may write.</summary>
public sealed class CutoverValueTests(CutoverUse use) : IClassFixture<CutoverUse>
{
    private static readonly CutoverDialect SqlServer = Dialect.Of(cutover => cutover.UseSqlServer());

    [Theory]
    [InlineData("binary")]
    [InlineData("varbinary")]
    [InlineData("image")]
    [InlineData("timestamp")]
    public void Bytes_beyond_the_length_are_a_bad_value_and_are_never_cut(string type)
    {
        var target = new CutoverValue("varbinary(4)", CutoverValueKind.Other);

        Parsed(SqlServer.IsBad("s.v", type, target)).Should().Contain("DATALENGTH(").And.Contain("> 4");
        Parsed(SqlServer.Convert("s.v", type, target)).Should().NotContain("(4)");
        Parsed(SqlServer.Checksum(["t.v"], [target])).Should().NotContain("varbinary(4)", "what was cut would not be seen");
        SqlServer.IsBad("s.v", "varbinary", new CutoverValue("varbinary(max)", CutoverValueKind.Other))
            .Should().BeNull("nothing can be lost");
    }

    [Fact]
    public void Bytes_in_a_column_of_fixed_length_are_compared_as_it_fills_them_and_never_cut()
        => Parsed(SqlServer.Checksum(["t.v"], [new CutoverValue("binary(4)", CutoverValueKind.Other)]))
            .Should().Contain("DATALENGTH(t.v) < 4").And.Contain("CONVERT(varbinary(max), t.v)");

    [Theory]
    [InlineData("datetime", "date", CutoverValueKind.Other)]
    [InlineData("datetime2", "date", CutoverValueKind.Time)]
    [InlineData("datetimeoffset", "date", CutoverValueKind.Other)]
    [InlineData("nvarchar", "date", CutoverValueKind.Other)]
    [InlineData("time", "time(0)", CutoverValueKind.Other)]
    [InlineData("datetime", "time(7)", CutoverValueKind.Other)]
    [InlineData("datetime2", "smalldatetime", CutoverValueKind.Time)]
    [InlineData("datetime2", "datetime", CutoverValueKind.Time)]
    [InlineData("datetimeoffset", "datetimeoffset(0)", CutoverValueKind.TimeWithOffset)]
    public void A_time_that_would_lose_digits_its_date_or_its_time_of_day_is_a_bad_value(string type, string target, CutoverValueKind kind)
        => Parsed(SqlServer.IsBad("s.v", type, new CutoverValue(target, kind))).Should().Contain("<>");

    [Theory]
    [InlineData("date", "date", CutoverValueKind.Other)]
    [InlineData("date", "datetime2(0)", CutoverValueKind.Time)]
    [InlineData("datetime", "datetime", CutoverValueKind.Time)]
    public void A_time_that_can_lose_nothing_is_not_asked(string type, string target, CutoverValueKind kind)
        => SqlServer.IsBad("s.v", type, new CutoverValue(target, kind)).Should().BeNull();

    [Fact]
    public void A_datetime_is_compared_in_the_milliseconds_that_it_is_told_in()
        => Parsed(SqlServer.IsBad("s.v", "datetime", new CutoverValue("datetime2(3)", CutoverValueKind.Time)))
            .Should().NotContain("datetime2(7)");

    [Theory]
    [InlineData("int")]
    [InlineData("decimal")]
    [InlineData("nvarchar")]
    public void A_number_other_than_0_and_1_is_no_truth_value(string type)
        => Parsed(SqlServer.IsBad("s.v", type, new CutoverValue("bit", CutoverValueKind.Boolean))).Should().Contain("NOT IN (0, 1)");

    [Fact]
    public void A_length_counts_blanks_at_the_end_and_tells_null_from_empty()
    {
        Parsed(SqlServer.LengthOf("s.v")).Should().Contain("+ N'.') COLLATE Latin1_General_BIN2");
        Parsed(SqlServer.Checksum(["s.v"], [new CutoverValue("nvarchar(max)", CutoverValueKind.Text)]))
            .Should().NotContain("DATALENGTH").And.Contain("LEN((");
    }

    [Fact]
    public void Patterns_are_compared_by_a_binary_collation()
        => use.Statements.Where(s => s.Contains(" LIKE '", StringComparison.Ordinal)).Should().NotBeEmpty()
            .And.OnlyContain(s => s.Split(" LIKE '", StringSplitOptions.None).SkipLast(1)
                .All(before => before.EndsWith("COLLATE Latin1_General_BIN2", StringComparison.Ordinal)));

    [Fact]
    public void A_GUID_is_compared_with_a_text_in_one_case()
        => use.Statements.Should().Contain(
            s => s.Contains(
                "LOWER(CONVERT(nvarchar(max), s.[workspace_id])) IN (SELECT w.id FROM (SELECT LOWER(CONVERT(nvarchar(max), s.[id]))"));

    [Fact]
    public void The_version_of_an_old_row_is_brought_over_as_bytes()
    {
        SqlServer.StagedType("timestamp").Should().Be("binary(8)");
        Parsed(SqlServer.StagedValue("s.v", "timestamp")).Should().Contain("CONVERT(binary(8), s.v)");
        Parsed(SqlServer.Convert("s.v", "timestamp", new CutoverValue("nvarchar(max)", CutoverValueKind.Text)))
            .Should().Contain("CONVERT(binary(8), s.v)");
    }

    [Fact]
    public void What_the_server_always_generates_is_left_out()
    {
        using var context = new Generated(new DbContextOptionsBuilder<Generated>().UseSqlServer("Server=127.0.0.1").Options);
        var columns = context.GetService<Microsoft.EntityFrameworkCore.Metadata.IDesignTimeModel>().Model.GetRelationalModel()
            .Tables.Single().Columns;

        columns.Where(new SqlServerTenancyProvider("Server=127.0.0.1").Bulk.IsGenerated).Select(c => c.Name)
            .Should().BeEquivalentTo("Stamp", "PeriodStart", "PeriodEnd");
    }

    [Fact]
    public void The_phase_is_asked_of_one_table()
        => use.Statements.Should().Contain(s => s.StartsWith("SELECT 1 FROM sys.tables")).And
            .NotContain(s => s.Contains("sys.columns") && s.Contains("SCHEMA_ID('pmassist_master')"));

    private static string Parsed(string? expression)
    {
        expression.Should().NotBeNull();
        var isCondition = TSql.ErrorsIn($"SELECT {expression} FROM dbo.old AS s, dbo.new AS t", SqlVersion.Sql130).Any();
        var text = isCondition
            ? $"SELECT 1 FROM dbo.old AS s, dbo.new AS t WHERE {expression}" : $"SELECT {expression} FROM dbo.old AS s, dbo.new AS t";
        TSql.ErrorsIn(text, SqlVersion.Sql130).Should().BeEmpty();
        return expression!;
    }

    private sealed class Generated(DbContextOptions<Generated> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Row>(row =>
            {
                row.ToTable("rows", table => table.IsTemporal());
                row.Property(r => r.Stamp).IsRowVersion();
            });
    }

    private sealed class Row
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public byte[] Stamp { get; set; } = [];
    }
}
