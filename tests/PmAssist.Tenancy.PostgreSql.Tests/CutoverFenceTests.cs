using Npgsql;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Ways to write that only PostgreSQL has are fenced too.</summary>
public sealed class CutoverFenceTests(PostgreSqlServer server) : Specification(server)
{
    [Theory]
    [InlineData("TRUNCATE {0}")]
    [InlineData("TRUNCATE {0} CASCADE")]
    [InlineData("COPY {0} FROM PROGRAM 'echo'")]
    [InlineData("INSERT INTO {0} SELECT * FROM {0} ON CONFLICT DO NOTHING")]
    [InlineData("WITH gone AS (DELETE FROM {0} RETURNING *) SELECT count(*) FROM gone")]
    public async Task A_fenced_table_refuses_it(string sql)
    {
        await using var world = await CutoverWorld.StartAsync(Server.CreateDatabase(), new OldShape(Workspaces: 4, Rows: 200));
        await world.RunAsync();
        await world.FenceAsync();
        var before = await world.Old.Place.DumpAsync();

        foreach (var table in OldTables.All)
        {
            await FluentActions.Awaiting(
                () => world.Host.Database.ExecuteAsync(string.Format(null, sql, world.Old.Place.Table(table.Name))))
                .Should().ThrowAsync<PostgresException>();
        }

        (await world.Old.Place.DumpAsync()).Should().Equal(before);
    }
}
