namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>The old database of these tests is what it says it is; otherwise they show nothing.</summary>
public abstract class OldDatabaseSpecification(ITestServer server) : Specification(server)
{
    private static readonly OldShape Shape = new(Workspaces: 12, Rows: 3_000, Troubles: true);

    [Fact]
    public async Task It_has_the_rows_and_the_troubles_that_it_says()
    {
        await using var database = Server.CreateDatabase();
        var old = await OldDatabase.CreateAsync(await database.CreateOldPlaceAsync(), Shape, salt: 1, Token);
        var rules = new OldRules(old, isOpen: false);

        foreach (var table in OldTables.All)
        {
            (await CountAsync(old, table)).Should().Be(Shape.Count(table), table.Name);
            var broken = old.Rows(table).SelectMany(row => rules.Expect(row).Broken).GroupBy(b => b)
                .ToDictionary(g => g.Key, g => g.Count());
            var planned = old.Troubles.Where(t => t.Table == table).ToDictionary(t => (t.Rule, t.Column), t => t.Rows);
            broken.Should().BeEquivalentTo(planned, table.Name);
        }
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_rows_and_every_row_is_found_again_by_its_key()
    {
        await using var database = Server.CreateDatabase();
        var place = await database.CreateOldPlaceAsync();
        var old = await OldDatabase.CreateAsync(place, Shape, salt: 1, Token);
        var again = await OldDatabase.CreateAsync(await database.CreateOldPlaceAsync(), Shape, salt: 1, Token);

        (await again.Place.DumpAsync()).Should().Equal(await place.DumpAsync());
        foreach (var table in OldTables.All.Where(t => t.Key is ["id"]))
        {
            old.Rows(table).Where(r => r["id"] is Guid).Should().OnlyContain(r => old.Find(table, (Guid)r["id"]!)!.Key == r.Key);
        }
    }

    [Fact]
    public async Task What_is_written_is_known_and_is_there()
    {
        await using var database = Server.CreateDatabase();
        var old = await OldDatabase.CreateAsync(await database.CreateOldPlaceAsync(), Shape, salt: 1, Token);
        var (workspace, before) = (old.FirstWorkspaces[0], (await old.Place.DumpAsync()).Count);
        var (changed, deleted) = (old.RowsOf(OldTables.Links, workspace).First(), old.RowsOf(OldTables.Tags, workspace).First());

        await old.WriteAsync(
            (null, old.NewRow(OldTables.Agents, workspace)), (changed, old.Change(changed, "title", "New 'title' {0}")), (deleted, null));

        (await old.Place.DumpAsync()).Should().HaveCount(before)
            .And.ContainSingle(line => line.Contains("{0}", StringComparison.Ordinal) && line.Contains("New ", StringComparison.Ordinal));
        old.Find(OldTables.Links, (Guid)changed["id"]!)!["title"].Should().Be("New 'title' {0}");
        old.Rows(OldTables.Agents).Should().HaveCount(Shape.Count(OldTables.Agents) + 1);
        old.Rows(OldTables.Tags).Should().HaveCount(Shape.Count(OldTables.Tags) - 1);
    }

    private static async Task<long> CountAsync(OldDatabase old, OldTable table)
    {
        await using var connection = await old.Place.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {old.Place.Table(table.Name)}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(Token), System.Globalization.CultureInfo.InvariantCulture);
    }
}
