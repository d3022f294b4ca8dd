using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>A column of text has room for ids that are none.</summary>
public sealed class CutoverKeyTests(SqliteServer server) : Specification(server)
{
    [Fact]
    public async Task An_empty_workspace_id_is_another_than_none()
    {
        await using var world = await CutoverWorld.StartAsync(Server.CreateDatabase(), new OldShape(Workspaces: 4, Rows: 300));
        var documents = world.Old.Rows(OldTables.Documents).Take(2).ToList();
        await ExecuteAsync($"UPDATE documents SET workspace_id = '' WHERE id = '{documents[0]["id"]}' COLLATE NOCASE");
        await ExecuteAsync($"UPDATE documents SET workspace_id = NULL WHERE id = '{documents[1]["id"]}' COLLATE NOCASE");

        var plan = await world.Cutover.PlanAsync(world.Description, Token);
        await world.CarryOverAsync();

        plan.Violations.Should().ContainSingle(v => v.Rule == CutoverRule.NullWorkspace).Which.Rows.Should().Be(1);
        plan.Violations.Should().ContainSingle(v => v.Rule == CutoverRule.MissingWorkspace).Which.Rows.Should().Be(1);
        (await world.VerifyAsync()).IsClean.Should().BeTrue();
        (await File.ReadAllLinesAsync(world.Options.QuarantineFile!, Token))
            .Count(line => line.StartsWith("{\"table\":\"documents\"", StringComparison.Ordinal)).Should().Be(2);

        async Task ExecuteAsync(string sql)
        {
            await using var connection = await world.Old.Place.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            (await command.ExecuteNonQueryAsync(Token)).Should().Be(1);
        }
    }
}
