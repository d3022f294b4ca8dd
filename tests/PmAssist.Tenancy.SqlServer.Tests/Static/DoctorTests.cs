using FluentAssertions;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>What the doctor asks the server's catalogue, read by Microsoft's own parser.</summary>
public sealed class DoctorTests
{
    private static readonly WorkspaceSchema[] Schemas = [WorkspaceSchema.For(Guid.NewGuid()), WorkspaceSchema.For(Guid.NewGuid())];

    private static readonly SchemaCatalogue Catalogue = new SqlServerTenancyProvider("Server=none").Catalogue;

    private static string Objects => Catalogue.Objects(Schemas);

    [Fact]
    public void The_queries_parse_at_the_2016_and_the_newest_level()
    {
        foreach (var sql in (string[])[Objects, Catalogue.Sizes(Schemas), Catalogue.Tables])
        {
            TSql.ErrorsIn(sql, SqlVersion.Sql130).Should().BeEmpty();
            TSql.ErrorsIn(sql, TSql.Newest).Should().BeEmpty();
        }
    }

    [Fact]
    public void Each_result_has_the_columns_of_an_object_and_only_of_the_schemas_asked_for()
    {
        var queries = TSql.Find<SelectStatement>(Objects).Select(s => s.QueryExpression).OfType<QuerySpecification>().ToList();

        queries.Should().HaveCount(14).And.OnlyContain(q => q.SelectElements.Count == 7 && q.WhereClause != null);
        Objects.Split(Schemas[1].Name).Should().HaveCount(queries.Count + 1);
    }

    [Fact]
    public void Only_catalogue_views_are_read()
        => TSql.Find<NamedTableReference>(Objects).Select(t => t.SchemaObject.SchemaIdentifier?.Value)
            .Should().OnlyContain(s => s == "sys");

    [Fact]
    public void What_is_planted_parses()
        => SqlServerDoctor.All.SelectMany(d => TSql.ErrorsIn(d.Sql.Replace("{ws}", "ws.", StringComparison.Ordinal), TSql.Newest))
            .Should().BeEmpty();

    [Fact]
    public void There_are_at_least_40_kinds_of_drift()
        => SqlServerDoctor.All.DistinctBy(d => d.Sql).Should().HaveCountGreaterThanOrEqualTo(40);
}
