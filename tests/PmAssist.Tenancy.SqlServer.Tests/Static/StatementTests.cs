using FluentAssertions;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>What every statement that the library sends has in common, proved by Microsoft's own parser with no server.</summary>
public sealed class StatementTests(TypicalUse use) : IClassFixture<TypicalUse>
{
    [Fact]
    public void The_recording_saw_every_kind_of_statement()
    {
        string[] kinds =
        [
            "sp_getapplock", "SET XACT_ABORT ON", "CREATE SCHEMA", "CREATE TABLE", "CREATE INDEX", "CREATE UNIQUE INDEX", "INSERT INTO",
            "UPDATE",
            "DELETE FROM", "SELECT", "SCHEMA_ID", "OBJECT_ID", "sys.schemas", "sys.foreign_keys", "DROP TABLE", "DROP VIEW",
            "DROP FUNCTION",
            "DROP PROCEDURE", "DROP SEQUENCE", "DROP SYNONYM", "DROP TYPE", "DROP XML SCHEMA COLLECTION", "DROP SECURITY POLICY",
            "SYSTEM_VERSIONING = OFF", "DROP CONSTRAINT", "DROP SCHEMA",
        ];
        foreach (var kind in kinds)
        {
            use.Statements.Should().Contain(s => s.Contains(kind, StringComparison.Ordinal), "there is {0}", kind);
        }
    }

    [Fact]
    public void Each_statement_parses_at_the_2016_level()
        => use.Statements.SelectMany(s => TSql.ErrorsIn(s, SqlVersion.Sql130)).Should().BeEmpty();

    [Fact]
    public void Each_statement_parses_at_the_newest_level()
        => use.Statements.SelectMany(s => TSql.ErrorsIn(s, TSql.Newest)).Should().BeEmpty();

    [Fact]
    public void No_statement_merges() => Find<MergeStatement>().Should().BeEmpty();

    [Fact]
    public void No_insert_reads_a_value_back()
        => Find<InsertSpecification>().Should().NotBeEmpty()
            .And.OnlyContain(insert => insert.OutputClause == null && insert.OutputIntoClause == null);

    [Fact]
    public void No_statement_leaves_its_database()
    {
        Find<CreateDatabaseStatement>().Should().BeEmpty();
        Find<AlterDatabaseStatement>().Should().BeEmpty();
        Find<UseStatement>().Should().BeEmpty();
        Find<SchemaObjectName>().Where(name => name.DatabaseIdentifier is not null || name.ServerIdentifier is not null).Should().BeEmpty();
    }

    [Fact]
    public void The_lock_that_EF_takes_for_the_whole_database_is_not_taken()
        => use.Sent.Should().NotContain(s => s.Contains("__EFMigrationsLock", StringComparison.Ordinal));

    [Fact]
    public void Each_table_is_named_with_its_schema()
        => Find<NamedTableReference>().Select(t => t.SchemaObject).Where(name => name.SchemaIdentifier is null)
            .Select(name => name.BaseIdentifier.Value)
            .Should().OnlyContain(alias => alias.Length == 1, "only the aliases of UPDATE and DELETE have no schema");

    [Fact]
    public void The_template_schema_is_never_sent()
        => use.Sent.Should().NotContain(s => s.Contains(WorkspaceSchema.TemplateName, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<T> Find<T>()
        where T : TSqlFragment
        => use.Statements.SelectMany(TSql.Find<T>);
}
