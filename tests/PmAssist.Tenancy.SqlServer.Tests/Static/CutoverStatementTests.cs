using FluentAssertions;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>
/// What every statement of a cutover has in common, proved with no server: it parses, and has nothing in it that the parser lets
/// through and the server refuses.
/// </summary>
public sealed class CutoverStatementTests(CutoverUse use) : IClassFixture<CutoverUse>
{
    private static readonly string[] Aggregates = ["SUM", "COUNT", "MAX", "MIN"];

    [Fact]
    public void The_recording_saw_every_kind_of_statement()
    {
        string[] kinds =
        [
            "sys.index_columns", "INSERT INTO [pmassist_master].[__cutover]", "SELECT SUM(b.broken_0)", "ROW_NUMBER() OVER",
            "SELECT g.workspace_key",
            "SET IDENTITY_INSERT", "INSERT INTO [ws_", "UPDATE [ws_", "DELETE FROM [ws_", "EXCEPT", "NOT EXISTS", "ISJSON", "HASHBYTES",
            "CREATE TRIGGER",
            "DROP TRIGGER", "sp_rename", "retired_", "DROP TABLE [dbo]", "DROP SCHEMA",
            "DROP TABLE [pmassist_master].[__cutover_workspace]",
        ];
        foreach (var kind in kinds)
        {
            use.Statements.Should().Contain(s => s.Contains(kind, StringComparison.Ordinal), "there is {0}", kind);
        }
    }

    [Theory]
    [InlineData(SqlVersion.Sql130)]
    [InlineData(SqlVersion.Sql170)]
    public void Each_statement_parses(SqlVersion version)
        => use.Statements.Distinct().SelectMany(s => TSql.ErrorsIn(s, version)).Should().BeEmpty();

    [Fact]
    public void No_aggregate_and_no_group_has_a_subquery_or_an_aggregate_inside()
    {
        var inner = Find<FunctionCall>().Where(IsAggregate).SelectMany(a => a.Parameters).Cast<TSqlFragment>().Concat(Find<GroupByClause>())
            .ToList();

        inner.Should().HaveCountGreaterThan(50);
        inner.Where(i => TSql.Find<QueryExpression>(i).Count > 0 || TSql.Find<FunctionCall>(i).Any(IsAggregate)).Select(TSql.TextOf)
            .Should().BeEmpty();
    }

    [Fact]
    public void No_rank_has_a_subquery_inside()
        => Find<OverClause>().Should().NotBeEmpty().And.OnlyContain(o => TSql.Find<QueryExpression>(o).Count == 0);

    [Fact]
    public void A_trigger_is_alone_in_its_batch()
        => use.Scripts.Where(s => TSql.Find<CreateTriggerStatement>(s).Count > 0).Select(s => s.Batches.Sum(b => b.Statements.Count))
            .Should().HaveCount(6).And.OnlyContain(count => count == 1);

    [Fact]
    public void Each_column_of_a_derived_table_has_a_name_of_its_own()
        => Find<QueryDerivedTable>().SelectMany(t => TSql.Find<QuerySpecification>(t).Take(1))
            .Where(q => q.SelectElements.OfType<SelectScalarExpression>().Select(NameOf).ToList() is var names
                && (names.Contains(null) || names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Count))
            .Select(TSql.TextOf).Should().BeEmpty();

    [Fact]
    public void No_function_has_more_values_than_it_takes()
        => Find<FunctionCall>().Where(f => f.FunctionName.Value == "CONCAT").Should().OnlyContain(f => f.Parameters.Count <= 254);

    [Fact]
    public void Each_table_is_named_with_its_schema()
        => Find<NamedTableReference>().Where(t => t.SchemaObject.SchemaIdentifier is null).Select(TSql.TextOf).Should().BeEmpty();

    [Fact]
    public void Old_rows_are_only_read()
        => Find<DataModificationSpecification>().Select(m => ((NamedTableReference)m.Target).SchemaObject.SchemaIdentifier.Value)
            .Should().NotBeEmpty().And.NotContain("dbo");

    [Fact]
    public void Rows_with_numbers_of_their_own_are_inserted_between_the_switches()
        => use.Statements.Select((s, i) => (Text: s, Index: i))
            .Where(s => s.Text.StartsWith("INSERT INTO [ws_", StringComparison.Ordinal) && s.Text.Contains("[readings] ("))
            .Should().NotBeEmpty().And.OnlyContain(
                s => use.Statements[s.Index - 1].EndsWith("[readings] ON") && use.Statements[s.Index + 1].EndsWith("[readings] OFF"));

    private static bool IsAggregate(FunctionCall call)
        => call.OverClause is null && Aggregates.Contains(call.FunctionName.Value.ToUpperInvariant());

    private static string? NameOf(SelectScalarExpression element)
        => element.ColumnName?.Value ?? (element.Expression as ColumnReferenceExpression)?.MultiPartIdentifier.Identifiers[^1].Value;

    private IEnumerable<T> Find<T>()
        where T : TSqlFragment
        => use.Scripts.SelectMany(TSql.Find<T>);
}
