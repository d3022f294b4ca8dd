using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>Old databases are not all alike.</summary>
public abstract class CutoverEdgeSpecification(ITestServer server) : Specification(server)
{
    private static readonly OldShape Small = new(Workspaces: 4, Rows: 300);

    [Fact]
    public async Task Names_may_have_any_characters()
    {
        await using var world = await StartAsync();
        var place = world.Old.Place;
        const string Table = "select \"from\" Docu'ments; -- [x] {0} é";
        var renamed = new Dictionary<string, string>
        {
            ["title"] = "The \"Title\"; --",
            ["body"] = "order",
            ["size"] = "Größe (kB)",
            ["workspace_id"] = "Workspace Id",
            ["updated_at"] = "updated]at",
            ["author"] = "{0}'s",
        };
        await CopyTableAsync(place, OldTables.Documents, Quoted(place, Table), column => renamed.GetValueOrDefault(column, column));
        var documents = world.Description.Table(OldTables.Documents);
        world.Description = Without(world.Description, "documents", "document_tags").With(new CutoverTable
        {
            Name = Table,
            Target = "documents",
            WorkspaceColumn = "Workspace Id",
            ChangeColumn = "updated]at",
            Columns = new Dictionary<string, CutoverColumn>
            {
                ["title"] = new() { From = renamed["title"], Default = "'(untitled)'" },
                ["body"] = new() { From = "order", Default = "''" },
                ["size"] = new() { From = renamed["size"] },
                ["author"] = new() { From = "{0}'s" },
                ["created_utc"] = new() { From = "created_at" },
                ["updated_utc"] = new() { From = "updated]at" },
            },
            Drop = documents.Drop,
        });

        (await world.Cutover.PlanAsync(world.Description, Token)).Problems.Should().BeEmpty();
        await world.CarryOverAsync();
        (await world.VerifyAsync()).IsClean.Should().BeTrue();
        await FluentActions.Awaiting(() => ExecuteAsync(place, $"DELETE FROM {Quoted(place, Table)}"))
            .Should().ThrowAsync<System.Data.Common.DbException>();
        await world.Cutover.OpenAsync(world.Options, Token);
        await world.Cutover.RetireAsync(world.Description, world.Options, Token);
        await world.RollBackAsync();
        await ExecuteAsync(place, $"DELETE FROM {Quoted(place, Table)} WHERE {place.Name("id")} IS NULL");
        await world.CarryOverAsync();
        await world.VerifyAsync();
        await world.Cutover.OpenAsync(world.Options, Token);
        await AssertDocumentsAsync(world);
        await world.Cutover.RetireAsync(world.Description, world.Options, Token);
        await world.Cutover.DropAsync(world.Description, world.Options, Token);
        (await place.DescribeAsync()).Should().NotContain(line => line.Contains("Docu", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_may_be_described_in_another_case()
    {
        await using var world = await StartAsync();
        world.Description = new CutoverDescription
        {
            Source = world.Description.Source,
            SourceSchema = world.Description.SourceSchema,
            Tables =
            [
                .. world.Description.Tables.Select(t => new CutoverTable
                {
                    Name = t.Name.ToUpperInvariant(),
                    Target = t.Target,
                    WorkspaceColumn = t.WorkspaceColumn?.ToUpperInvariant(),
                    ChangeColumn = t.ChangeColumn?.ToUpperInvariant(),
                    Columns = t.Columns,
                    Drop = t.Drop,
                    Choices = t.Choices,
                }),
            ],
        };

        await world.CarryOverAsync();
        await CutoverSwitchSpecification.AssertFencedAsync(world.Old);
        (await world.VerifyAsync()).IsClean.Should().BeTrue();
        await world.Cutover.OpenAsync(world.Options, Token);
        await world.Cutover.RetireAsync(world.Description, world.Options, Token);
        await world.RollBackAsync();
        await world.CarryOverAsync();
        await world.AssertCarriedAsync("after it was rolled back");
        await world.VerifyAsync();
        await world.Cutover.OpenAsync(world.Options, Token);
        await world.Cutover.RetireAsync(world.Description, world.Options, Token);
        await world.Cutover.DropAsync(world.Description, world.Options, Token);
        (await world.Old.Place.DescribeAsync()).Should().NotContain(line => line.Contains("document", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Old_tables_may_refer_to_each_other()
    {
        await using var world = await StartAsync();
        var (old, place) = (world.Old, world.Old.Place);
        var columns = OldTables.Tags.Columns
            .Select(c => $"{place.Name(c.Name)} {place.Type(c)} {(OldTables.Tags.Key.Contains(c.Name) ? "NOT NULL" : "NULL")}");
        await ExecuteAsync(place, $"DROP TABLE {place.Table("document_tags")}");
        await ExecuteAsync(
            place,
            $"CREATE TABLE {place.Table("document_tags")} ({string.Join(", ", columns)}, "
            + $"PRIMARY KEY ({place.Name("document_id")}, {place.Name("tag")}), "
            + $"FOREIGN KEY ({place.Name("document_id")}) REFERENCES {place.Table("documents")} ({place.Name("id")}) ON DELETE CASCADE, "
            + $"FOREIGN KEY ({place.Name("workspace_id")}) REFERENCES {place.Table("Workspace")} ({place.Name("id")}))");
        foreach (var tag in old.Rows(OldTables.Tags))
        {
            await ExecuteAsync(
                place,
                $"INSERT INTO {place.Table("document_tags")} ({OldLoader.Names(place, tag.Table)}) VALUES "
                    + $"({OldLoader.Values(place, tag)})");
        }

        await world.CarryOverAsync();
        await world.AssertCarriedAsync("with references between the old tables");
        await CutoverSwitchSpecification.AssertFencedAsync(old);
        (await world.VerifyAsync()).IsClean.Should().BeTrue();
        await world.Cutover.OpenAsync(world.Options, Token);
        await world.Cutover.RetireAsync(world.Description, world.Options, Token);
        await world.RollBackAsync();
        var document = old.Rows(OldTables.Documents).First(d => old.Rows(OldTables.Tags).Any(t => t["document_id"]!.Equals(d["id"])));
        await old.WriteAsync(
            [.. old.Rows(OldTables.Tags).Where(t => t["document_id"]!.Equals(document["id"])).Select(t => ((OldRow?)t, (OldRow?)null)),
                (document, null)]);

        await world.CarryOverAsync();
        await world.AssertCarriedAsync("after it was rolled back");
        await world.VerifyAsync();
        await world.Cutover.OpenAsync(world.Options, Token);
        await world.Cutover.RetireAsync(world.Description, world.Options, Token);
        await world.Cutover.DropAsync(world.Description, world.Options, Token);
        (await place.DescribeAsync()).Should().NotContain(line => line.Contains("document", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_that_breaks_several_rules_is_left_behind_once()
    {
        await using var world = await StartAsync(new OldShape(Workspaces: 4, Rows: 1_500, Troubles: true));
        var old = world.Old;
        var link = old.RowsOf(OldTables.Links, old.FirstWorkspaces[0]).First();
        await old.WriteAsync((link, link.With("workspace_id", null).With("metadata", "{ no JSON").With("title", new string('x', 300))));
        var rules = new OldRules(old, isOpen: false);

        var report = await world.RunAsync();

        await world.AssertCarriedAsync("after a run");
        report.Quarantined.Should().Be(OldTables.All.SelectMany(old.Rows).Count(row => rules.Expect(row).Values is null));
    }

    [Fact]
    public async Task A_second_row_is_carried_where_the_first_with_its_values_is_left_behind()
    {
        await using var world = await StartAsync(new OldShape(Workspaces: 4, Rows: 1_500, Troubles: true));
        var old = world.Old;
        var rules = new OldRules(old, isOpen: false);
        var second = old.Rows(OldTables.Links).First(r => rules.Expect(r).Broken.Any(b => b.Rule == CutoverRule.DuplicateKey));
        var first = old.RowsOf(OldTables.Links, second.WorkspaceId!.Value)
            .First(r => r["system"]!.Equals(second["system"]) && r["external_id"]!.Equals(second["external_id"]) && r.Key != second.Key);
        await old.WriteAsync((first, first.With("metadata", "{ no JSON")));

        await world.RunAsync();

        await using var connection = await world.Host.Database.OpenAsync(WorkspaceSchema.For(second.WorkspaceId!.Value));
        await using var command = connection.CreateCommand();
        var schema = WorkspaceSchema.For(second.WorkspaceId!.Value);
        command.CommandText =
            $"SELECT count(*) FROM {world.Host.Database.Table(schema, "workspace_integrations")} WHERE lower({old.Place.Text("id")}) = "
                + $"'{second["id"]}'";
        Convert.ToInt64(await command.ExecuteScalarAsync(Token), CultureInfo.InvariantCulture).Should().Be(1);
    }

    [Fact]
    public async Task A_view_is_not_taken_for_a_table_that_can_be_fenced()
    {
        await using var world = await StartAsync();
        var place = world.Old.Place;
        await ExecuteAsync(place, $"CREATE VIEW {place.Table("all_documents")} AS SELECT * FROM {place.Table("documents")}");
        var documents = world.Description.Table(OldTables.Documents);
        world.Description = Without(world.Description, "documents").With(new CutoverTable
        {
            Name = "all_documents",
            Target = "documents",
            WorkspaceColumn = "workspace_id",
            ChangeColumn = "updated_at",
            Columns = documents.Columns,
            Drop = documents.Drop,
            Choices = documents.Choices,
        });

        var refused = await Record.ExceptionAsync(world.CarryOverAsync);

        // Either it says no, or nobody can write into the table beneath it.
        if (refused is null)
        {
            await FluentActions.Awaiting(() => ExecuteAsync(place, $"DELETE FROM {place.Table("documents")}"))
                .Should().ThrowAsync<System.Data.Common.DbException>();
        }
        else
        {
            refused.Should().BeOfType<CutoverException>();
        }
    }

    [Fact]
    public async Task Braces_and_placeholders_in_expressions_are_text()
    {
        await using var world = await StartAsync();
        var place = world.Old.Place;
        var workspaces = world.Description.Table(OldTables.Workspace);
        world.Description = world.Description
            .With(
                workspaces.With(
                    columns: new Dictionary<string, CutoverColumn>(
                        workspaces.Columns)
                    { ["name"] = new() { Expression = place.Joined("'{0} {x} @p0 '", place.Cut("name", 100)) } }));

        await world.RunAsync();

        var names = await world.Host.WithAsync<MasterDbContext, List<string>>(m => m.Workspaces.Select(w => w.Name).ToListAsync(Token));
        names.Should().HaveCount(4).And.OnlyContain(name => name.StartsWith("{0} {x} @p0 ", StringComparison.Ordinal));
        (await world.CatchUpAsync()).Rows.Should().Be(0);
    }

    [Fact]
    public async Task A_date_does_not_tell_when_a_row_was_changed()
    {
        await using var world = await StartAsync();
        await ExecuteAsync(world.Old.Place, $"ALTER TABLE {world.Old.Place.Table("document_tags")} ADD modified_at date NULL");
        var tags = world.Description.Table(OldTables.Tags);

        var proposed = (
            await world.Cutover.DiscoverAsync(
                new CutoverDescription { Source = world.Description.Source, SourceSchema = world.Description.SourceSchema }, Token))
            .Description.Table(OldTables.Tags);
        var plan = await world.Cutover.PlanAsync(
            world.Description.With(new CutoverTable
            {
                Name = tags.Name,
                Target = tags.Target,
                WorkspaceColumn = tags.WorkspaceColumn,
                ChangeColumn = "modified_at",
                Drop = ["modified_at"],
                Choices = tags.Choices,
            }),
            Token);

        proposed.ChangeColumn.Should().BeNull();
        plan.Problems.Should().ContainSingle().Which.Should().Match<CutoverProblem>(p => p.Table == tags.Name && p.Column == "modified_at");
    }

    [Fact]
    public async Task A_place_that_is_not_there_is_told()
    {
        await using var world = await StartAsync();
        var nowhere = world.Old.Place.SourceSchema is null
            ? new CutoverDescription { Source = Path.Combine(Path.GetTempPath(), "nowhere", "old.db"), Tables = world.Description.Tables }
            : new CutoverDescription { Source = world.Description.Source, SourceSchema = "nowhere", Tables = world.Description.Tables };

        var refused = await Record.ExceptionAsync(() => world.Cutover.RunAsync(nowhere, world.Options, cancellationToken: Token));

        refused.Should().BeOfType<CutoverException>().Which.Message.Should().Contain("nowhere");
        (await world.PhaseAsync()).Should().Be(CutoverPhase.None);
    }

    [Fact]
    public async Task An_old_database_without_rows_is_carried_over()
    {
        await using var world = await StartAsync(new OldShape(Workspaces: 3, Rows: 0));

        await world.CarryOverAsync();

        await world.AssertCarriedAsync("without rows");
        (await world.VerifyAsync()).IsClean.Should().BeTrue();
        await world.Cutover.OpenAsync(world.Options, Token);
        await world.RollBackAsync();
        (await world.PhaseAsync()).Should().Be(CutoverPhase.None);
    }

    private static async Task AssertDocumentsAsync(CutoverWorld world)
    {
        var rules = new OldRules(world.Old, isOpen: true);
        foreach (var id in world.Old.FirstWorkspaces)
        {
            if ((await world.GetAsync(id)).Status == WorkspaceStatus.Active)
            {
                await using var lease = await world.RentAsync(id);
                (await lease.Context.Documents.Select(
                    d => new { d.Id, d.Title, d.Body, d.Author, d.Size, d.CreatedUtc }).ToListAsync(Token)).Should().BeEquivalentTo(
                    world.Old.RowsOf(OldTables.Documents, id).Select(d => rules.Expect(d).Values!).Select(v => new
                    {
                        Id = (Guid)v[0]!,
                        Title = (string)v[1]!,
                        Body = (string)v[2]!,
                        Author = (string?)v[3],
                        Size = (long)v[4]!,
                        CreatedUtc = (DateTime)v[5]!,
                    }));
            }
        }
    }

    private static string Quoted(IOldPlace place, string table)
    {
        var plain = place.Table("x");
        return plain[..^place.Name("x").Length] + place.Name(table);
    }

    private static async Task CopyTableAsync(IOldPlace place, OldTable table, string name, Func<string, string> rename)
    {
        var columns = table.Columns.Select(
            c => $"{place.Name(rename(c.Name))} {place.Type(c)} {(table.Key.Contains(c.Name) ? "NOT NULL" : "NULL")}");
        await ExecuteAsync(
            place, $"CREATE TABLE {name} ({string.Join(", ", columns)}, PRIMARY KEY ({string.Join(", ", table.Key.Select(place.Name))}))");
        await ExecuteAsync(place, $"INSERT INTO {name} SELECT {OldLoader.Names(place, table)} FROM {place.Table(table.Name)}");
    }

    private static CutoverDescription Without(CutoverDescription description, params string[] tables)
        => new()
        {
            Source = description.Source,
            SourceSchema = description.SourceSchema,
            Tables = [.. description.Tables.Where(t => !tables.Contains(t.Name))]
        };

    private static async Task ExecuteAsync(IOldPlace place, string sql)
    {
        await using var connection = await place.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }

    private Task<CutoverWorld> StartAsync(OldShape? shape = null) => CutoverWorld.StartAsync(Server.CreateDatabase(), shape ?? Small, Mode);
}
