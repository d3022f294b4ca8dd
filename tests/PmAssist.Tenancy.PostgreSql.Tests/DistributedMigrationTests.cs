using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmAssist.Tenancy.Providers;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Zoo;
using PmAssist.Tenancy.Specifications.Zoo.Models;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>What a migration sends that Citus would run on another node than it is meant for.</summary>
public sealed class DistributedMigrationTests(FakeCitus citus) : Specification(citus), IClassFixture<FakeCitus>
{
    [Fact]
    public async Task The_coordinators_sequence_goes_past_the_seed_data()
    {
        using var log = new LogRecorder();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Information));
        await using var source = new NpgsqlDataSourceBuilder(citus.ConnectionString).UseLoggerFactory(loggers).Build();
        await using var database = new PostgreSqlDatabase(
            citus.ConnectionString, isTemporary: true, tenancy => tenancy.UseNpgsql(source).DistributeSchemas());
        await using var host = TestHost.Create<ZooContext<ConstraintsAndIndexes>>(database, configure: null);
        await using (var unbound = host.CreateUnbound<ZooContext<ConstraintsAndIndexes>>())
        {
            ModelMigrations.Use(unbound);
        }

        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var workspace = await host.CreateWorkspaceAsync();

        log.Entries.Should().Contain(e => e.Message.Contains("last bigint := (SELECT MAX(\"Id\") FROM ", StringComparison.Ordinal))
            .And.NotContain(e => e.Message.Contains("SELECT setval(", StringComparison.Ordinal));
        await using var lease = await host.RentAsync<ZooContext<ConstraintsAndIndexes>>(workspace);
        var model = new ConstraintsAndIndexes();
        model.Add(lease.Context, "next");
        await lease.Context.SaveChangesAsync(Token);
        await using var other = await host.RentAsync<ZooContext<ConstraintsAndIndexes>>(workspace);
        await model.CheckAsync(other.Context, "next", Token);
    }

    [Theory]
    [InlineData("id", "labels")]
    [InlineData("\"Id\"", "\"Labels\"")]
    [InlineData("\"the id\"", "\"labels (old)\"")]
    public void It_does_so_whether_or_not_a_name_needs_quotes(string column, string table)
    {
        var name = $"{WorkspaceSchema.TemplateName}.{table}";
        var sequence = $"pg_get_serial_sequence('{name}', '{column.Trim('"')}')";
        var statement = new SchemaStatement(
            $"SELECT setval(\n    {sequence},\n    GREATEST(\n        (SELECT MAX({column}) FROM {name}) + 1,\n"
                + $"        nextval({sequence})),\n    false);\n",
            isGenerated: true);

        var sent = DistributedSequence.SetHere([statement]).Should().ContainSingle().Subject.Text;

        sent.Should().StartWith($"DO $pmassist$ DECLARE last bigint := (SELECT MAX({column}) FROM {name});")
            .And.Contain($"PERFORM setval({sequence}, GREATEST(last + 1, nextval({sequence})), false);").And.NotContain("SELECT setval");
    }

    [Theory]
    [InlineData("SELECT 1", "SELECT 1")]
    [InlineData("SELECT 1;\n", "SELECT 1")]
    [InlineData(" ; SELECT 1 ;; SELECT 2; ", "SELECT 1|SELECT 2")]
    [InlineData("SELECT ';', ''';', E'\\';', \";\"; SELECT 2", "SELECT ';', ''';', E'\\';', \";\"|SELECT 2")]
    [InlineData("SELECT 'a\\'; SELECT 2", "SELECT 'a\\'|SELECT 2")]
    [InlineData("SELECT 1 -- one; ' \n; SELECT 2", "SELECT 1 -- one; '|SELECT 2")]
    [InlineData("SELECT /* ; /* ; */ ' */ 1; SELECT 2", "SELECT /* ; /* ; */ ' */ 1|SELECT 2")]
    [InlineData("DO $$ BEGIN x; END $$; DO $a$ $$;$$ $b$ ; $a$; SELECT 3", "DO $$ BEGIN x; END $$|DO $a$ $$;$$ $b$ ; $a$|SELECT 3")]
    [InlineData("SELECT a$b$ FROM t; SELECT c$b$ FROM t", "SELECT a$b$ FROM t|SELECT c$b$ FROM t")]
    [InlineData("CREATE RULE r AS ON DELETE TO t DO (SELECT 1; SELECT 2); SELECT 3",
        "CREATE RULE r AS ON DELETE TO t DO (SELECT 1; SELECT 2)|SELECT 3")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3")]
    public void A_script_has_each_statement_alone(string text, string statements)
        => SqlStatements.Split(text).Should().Equal(statements.Split('|'));
}
