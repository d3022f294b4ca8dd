using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using PmAssist.Tenancy.SqlServer.Tests.Recording;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>What SQL Server runs around many rows is T-SQL of every level, and does what it is for.</summary>
public sealed class BulkRowsTests
{
    private const string Table = "[ws_123e4567e89b12d3a456426614174000].[it's]";

    private static readonly BulkRows Rows = new SqlServerTenancyProvider("Server=127.0.0.1").Bulk;

    [Fact]
    public void Each_statement_parses_at_the_oldest_and_the_newest_level()
    {
        var (noCheck, check) = Rows.AroundForeignKey(Table, "FK_a]b");
        var (on, off) = Rows.AroundNumberedKeys(Table, "id");
        string[] statements = [Rows.NextOfSequence!(Table, 5), Rows.RestartSequence(Table, 7)!, noCheck!, check!, on!, off!,
            $"INSERT INTO {Table} ([id]) {Rows.KeepKeys} SELECT [id] FROM [ws].[t]"];

        statements.SelectMany(s => TSql.ErrorsIn(s, SqlVersion.Sql130).Concat(TSql.ErrorsIn(s, TSql.Newest))).Should().BeEmpty();
    }

    [Fact]
    public void A_foreign_key_is_checked_again_so_that_the_server_trusts_it()
    {
        var (noCheck, check) = Rows.AroundForeignKey(Table, "FK_a]b");

        TSql.Find<AlterTableConstraintModificationStatement>(noCheck!).Single().ConstraintEnforcement
            .Should().Be(ConstraintEnforcement.NoCheck);
        var again = TSql.Find<AlterTableConstraintModificationStatement>(check!).Single();
        (again.ExistingRowsCheckEnforcement, again.ConstraintEnforcement)
            .Should().Be((ConstraintEnforcement.Check, ConstraintEnforcement.Check));
        again.ConstraintNames.Single().Value.Should().Be("FK_a]b");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_number_that_is_none_is_refused(object number) => Rows.WhyNot(null!, number).Should().Contain("no infinity");

    [Fact]
    public void A_usual_value_is_not_refused()
    {
        object[] values = [1.5, 1.5f, "a\0b", DateTimeOffset.MaxValue, decimal.MaxValue];
        values.Select(v => Rows.WhyNot(ColumnOf("Text"), v)).Should().OnlyContain(reason => reason == null);
    }

    [Fact]
    public void A_time_of_more_than_a_day_and_a_text_of_too_many_code_units_are_refused()
    {
        Rows.WhyNot(ColumnOf("Time"), TimeSpan.FromDays(1)).Should().Contain("24 hours");
        Rows.WhyNot(ColumnOf("Time"), TimeSpan.FromTicks(-1)).Should().Contain("no sign");
        Rows.WhyNot(ColumnOf("Time"), TimeSpan.FromDays(1) - TimeSpan.FromTicks(1)).Should().BeNull();
        Rows.WhyNot(ColumnOf("Text"), "📦📦📦").Should().Contain("longer than 4");
        Rows.WhyNot(ColumnOf("Text"), "📦📦").Should().BeNull();
    }

    private static IColumn ColumnOf(string name)
    {
        using var context = new LimitsContext();
        return context.Model.GetRelationalModel().Tables.Single().FindColumn(name)!;
    }

    private sealed class LimitsContext : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSqlServer("Server=nowhere");

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Limits>().Property(l => l.Text).HasMaxLength(4);
    }

    private sealed class Limits
    {
        public int Id { get; set; }

        public string? Text { get; set; }

        public TimeSpan Time { get; set; }
    }
}
