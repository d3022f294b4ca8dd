namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>What is known and said of an old database before anything is done to it.</summary>
public abstract class CutoverPlanSpecification(ITestServer server) : Specification(server)
{
    private static readonly OldShape Sound = new(Workspaces: 5, Rows: 400);
    private static readonly OldShape Troubled = new(Workspaces: 12, Rows: 3_000, Troubles: true);

    [Fact]
    public async Task Discovery_proposes_a_description_and_changes_nothing()
    {
        await using var world = await StartAsync(Sound);
        var before = await world.DumpAsync();

        var found = await DiscoverAsync(world);

        CutoverWorld.AssertSame(await world.DumpAsync(), before, "nothing is changed");
        (found.Description.Source, found.Description.SourceSchema).Should().Be((world.Old.Place.Source, world.Old.Place.SourceSchema));
        found.Description.Tables.Should().Contain(t => t.Name == "Workspace" && t.Target == "Workspace" && t.WorkspaceColumn == null)
            .And.Contain(t => t.Name == "WorkspaceMember" && t.Target == "WorkspaceMember" && t.WorkspaceColumn == null)
            .And.Contain(t => t.Name == "AuditLog" && t.Target == "AuditLog" && t.WorkspaceColumn == null)
            .And.Contain(
                t => t.Name == "WorkspaceExternalLink" && t.Target == "workspace_integrations" && t.WorkspaceColumn == "workspace_id")
            .And.Contain(
                t => t.Name == "documents" && t.Target == "documents" && t.WorkspaceColumn == "workspace_id"
                    && t.ChangeColumn == "updated_at")
            .And.Contain(
                t => t.Name == "document_tags" && t.Target == "document_tags" && t.WorkspaceColumn == "workspace_id"
                    && t.ChangeColumn == null);
    }

    [Fact]
    public async Task Discovery_lists_every_table_and_column_that_it_could_not_place()
    {
        await using var world = await StartAsync(Sound);

        var found = await DiscoverAsync(world);

        found.Unplaced.Should().Contain(p => p.Table == "documents" && p.Column == "legacy_flag");
        foreach (var table in OldTables.All)
        {
            if (found.Description.Tables.SingleOrDefault(t => t.Name == table.Name) is not { } described)
            {
                found.Unplaced.Should().Contain(p => p.Table == table.Name && p.Column == null);
                continue;
            }

            var target = NewTables.All.Single(t => t.Name == described.Target);
            foreach (var column in table.Columns.Where(c => c.Name != described.WorkspaceColumn))
            {
                var isPlaced = described.Columns.Values.Any(c => c.From == column.Name) || target.Columns.Any(c => c.Name == column.Name);
                var isListed = found.Unplaced.Any(p => p.Table == table.Name && p.Column == column.Name && p.Message.Length > 0);
                isListed.Should().Be(!isPlaced, "{0}.{1} goes somewhere or is listed", table.Name, column.Name);
            }
        }
    }

    [Fact]
    public async Task Discovery_knows_old_names_by_the_synonyms_of_the_description()
    {
        await using var world = await StartAsync(Sound);

        var without = await FindAsync([]);
        var with = await FindAsync(new() { ["workspace_external_link"] = ["workspace_integrations"], ["author"] = ["size", "no_column"] });

        without.Unplaced.Should().Contain(p => p.Table == "WorkspaceExternalLink" && p.Column == null);
        with.Description.Tables.Should().Contain(t => t.Name == "WorkspaceExternalLink" && t.Target == "workspace_integrations")
            .Which.Columns.Should().NotContainKey("display_name", "nothing says that 'title' means it");
        with.Description.Synonyms.Should().ContainKey("author");
        CutoverDescription.FromJson(with.Description.ToJson()).Should().BeEquivalentTo(with.Description);

        Task<CutoverDiscovery> FindAsync(Dictionary<string, IReadOnlyList<string>> synonyms)
        {
            var place = world.Old.Place;
            return world.Cutover.DiscoverAsync(
                new() { Source = place.Source, SourceSchema = place.SourceSchema, Synonyms = synonyms }, Token);
        }
    }

    [Fact]
    public async Task A_column_that_discovery_could_not_place_is_an_error_until_it_is_mapped_or_dropped()
    {
        await using var world = await StartAsync(Sound);
        var found = await DiscoverAsync(world);

        var plan = await world.Cutover.PlanAsync(found.Description, Token);

        plan.IsClean.Should().BeFalse();
        plan.Problems.Should().Contain(p => p.Table == "documents" && p.Column == "legacy_flag");
        var unplaced = found.Unplaced.Where(p => p.Column is not null).Select(p => (p.Table, p.Column));
        unplaced.Should().BeSubsetOf(plan.Problems.Select(p => (p.Table, p.Column)));
    }

    [Fact]
    public async Task Tables_that_are_described_already_are_kept()
    {
        await using var world = await StartAsync(Sound);

        var found = await world.Cutover.DiscoverAsync(world.Description, Token);

        found.Unplaced.Should().BeEmpty();
        found.Description.Should().BeEquivalentTo(world.Description);
        (await world.Cutover.PlanAsync(found.Description, Token)).Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task A_description_is_the_same_after_it_was_kept_in_a_file()
    {
        await using var world = await StartAsync(Sound);

        CutoverDescription.FromJson(world.Description.ToJson()).Should().BeEquivalentTo(world.Description);
        var found = await DiscoverAsync(world);
        CutoverDescription.FromJson(found.Description.ToJson()).Should().BeEquivalentTo(found.Description);
    }

    [Fact]
    public async Task A_number_that_would_be_rounded_is_a_bad_value()
    {
        await using var world = await StartAsync(Sound);
        var documents = world.Description.Table(OldTables.Documents);

        // Not a size and a half: a large one has no halves where it becomes a floating point number.
        var half = new Dictionary<string, CutoverColumn>(
            documents.Columns)
        { ["size"] = new() { Expression = "0.5 * size / NULLIF(size, 0)" } };
        world.Description = world.Description.With(documents.With(columns: half, choices: []));

        var plan = await world.Cutover.PlanAsync(world.Description, Token);

        plan.Problems.Select(p => p.Message).Should().BeEmpty();
        plan.Violations.Should().ContainSingle(v => v.Rule == CutoverRule.BadValue && v.Column == "size")
            .Which.Rows.Should().Be(world.Old.Rows(OldTables.Documents).Count(d => d["size"] is not (null or 0L)));
    }

    [Fact]
    public async Task What_the_database_refuses_of_a_description_is_a_problem()
    {
        await using var world = await StartAsync(Sound);
        var documents = world.Description.Table(OldTables.Documents);
        var unknown = new Dictionary<string, CutoverColumn>(documents.Columns) { ["author"] = new() { Expression = "no_such_column" } };
        world.Description = world.Description.With(documents.With(columns: unknown, drop: [.. documents.Drop, "author"]));

        var plan = await world.Cutover.PlanAsync(world.Description, Token);

        plan.IsClean.Should().BeFalse();
        plan.Problems.Should().ContainSingle().Which.Message.Should().Contain("no_such_column");
        await FluentActions.Awaiting(() => world.RunAsync()).Should().ThrowAsync<CutoverException>().WithMessage("*no_such_column*");
        (await world.PhaseAsync()).Should().Be(CutoverPhase.None);
    }

    [Fact]
    public async Task A_column_that_only_a_literal_names_goes_nowhere()
    {
        await using var world = await StartAsync(Sound);
        var documents = world.Description.Table(OldTables.Documents);
        var columns = new Dictionary<string, CutoverColumn>(
            documents.Columns)
        { ["body"] = new() { From = "body", Default = "'legacy_flag'" } };

        var plan = await world.Cutover.PlanAsync(world.Description.With(documents.With(columns: columns, drop: [])), Token);

        plan.Problems.Should().ContainSingle().Which.Column.Should().Be("legacy_flag");
    }

    [Fact]
    public async Task A_workspace_needs_an_old_column_for_its_id_and_a_slug_that_is_one()
    {
        await using var world = await StartAsync(Sound);
        var workspaces = world.Description.Tables.Single(t => t.Target == "Workspace");

        (await ProblemsAsync("id", world.Old.Place.Name("id") + " ")).Select(p => $"{p.Column}: {p.Message}").Should().ContainSingle().Which
            .Should().Contain("source column");
        (await ProblemsAsync("slug", "'No Slug'"))
            .Should().HaveCount(Sound.Workspaces).And.OnlyContain(p => p.Message.Contains("'No Slug'"));

        async Task<IReadOnlyList<CutoverProblem>> ProblemsAsync(string column, string expression)
        {
            var columns = new Dictionary<string, CutoverColumn>(workspaces.Columns) { [column] = new() { Expression = expression } };
            return (await world.Cutover.PlanAsync(world.Description.With(workspaces.With(columns: columns)), Token)).Problems;
        }
    }

    [Fact]
    public async Task An_expression_that_mends_nothing_is_found_before_anything_is_changed()
    {
        await using var world = await StartAsync(Troubled);
        var place = world.Old.Place;
        var nobody = place.Literal(new OldColumn("workspace_id", OldType.Id), Guid.NewGuid());
        var fixes = new (OldTable Table, CutoverRule Rule, string? Column, string Expression)[]
        {
            (OldTables.Documents, CutoverRule.TextTooLong, "title", place.Cut("title", 201)),
            (OldTables.Jobs, CutoverRule.BadValue, "payload", place.Name("name")),
            (OldTables.Jobs, CutoverRule.BadValue, "status", "'CANCELLED'"),
            (OldTables.Jobs, CutoverRule.NullWorkspace, null, nobody),
        };
        foreach (var (table, rule, column, expression) in fixes)
        {
            var described = world.Description.Table(table);
            var choice = new CutoverChoice { Rule = rule, Column = column, Action = CutoverAction.Fix, Expression = expression };
            world.Description = world.Description.With(
                described.With(choices: [choice, .. described.Choices.Where(c => c.Rule != rule || c.Column != column)]));
        }

        var plan = await world.Cutover.PlanAsync(world.Description, Token);

        plan.IsClean.Should().BeFalse();
        foreach (var (table, rule, column, _) in fixes)
        {
            var broken = plan.Violations.Single(v => v.Table == table.Name && v.Rule == rule && v.Column == column);
            plan.Violations.Should().ContainEquivalentOf(
                new { broken.Table, Rule = CutoverRule.BrokenFix, broken.Column, broken.Rows, broken.Samples, Action = CutoverAction.Stop },
                "{0} of {1} is not mended",
                rule,
                table.Name);
        }

        plan.Violations.Count(v => v.Rule == CutoverRule.BrokenFix).Should().Be(fixes.Length, "the other expressions mend");
        await FluentActions.Awaiting(() => world.RunAsync())
            .Should().ThrowAsync<CutoverException>().WithMessage("*BrokenFix*Correct it*Nothing was changed*");
        (await world.PhaseAsync()).Should().Be(CutoverPhase.None);
    }

    [Fact]
    public async Task A_plan_counts_every_row_and_every_broken_rule_and_changes_nothing()
    {
        await using var world = await StartAsync(Troubled);
        var before = await world.DumpAsync();
        var rules = new OldRules(world.Old, isOpen: false);
        var expected = OldTables.All.SelectMany(world.Old.Rows).Select(row => (Row: row, Expected: rules.Expect(row))).ToList();

        var plan = await world.Cutover.PlanAsync(world.Description, Token);

        CutoverWorld.AssertSame(await world.DumpAsync(), before, "nothing is changed");
        plan.Problems.Should().BeEmpty();
        plan.IsClean.Should().BeTrue();

        plan.Tables.Select(t => (t.Name, t.Target, t.Rows, t.ChangeColumn)).Should().BeEquivalentTo(
            world.Description.Tables.Select(
                t => (t.Name, t.Target, (long)Troubled.Count(OldTables.All.Single(o => o.Name == t.Name)), t.ChangeColumn)));
        plan.Tables.Should().OnlyContain(t => (t.EstimatedComparison == null) == (t.ChangeColumn != null));

        plan.Workspaces.Select(w => w.WorkspaceId).Should().BeEquivalentTo(world.Old.FirstWorkspaces);
        foreach (var workspace in plan.Workspaces)
        {
            foreach (var table in NewTables.All.Where(t => !t.IsMaster))
            {
                var rows = expected.Count(
                    e => e.Expected.Table == table && e.Expected.WorkspaceId == workspace.WorkspaceId && e.Expected.Values is not null);
                workspace.Rows.GetValueOrDefault(table.Name).Should().Be(rows, "{0} of {1}", table.Name, workspace.WorkspaceId);
            }
        }

        var broken = expected.SelectMany(e => e.Expected.Broken.Select(b => (Table: e.Row.Table.Name, b.Rule, b.Column, e.Row.Key)))
            .GroupBy(b => (b.Table, b.Rule, b.Column), b => b.Key).ToDictionary(g => g.Key, g => g.ToList());
        plan.Violations.Select(v => (v.Table, v.Rule, v.Column)).Should().BeEquivalentTo(broken.Keys);
        foreach (var violation in plan.Violations)
        {
            var keys = broken[(violation.Table, violation.Rule, violation.Column)];
            violation.Rows.Should().Be(keys.Count, "{0}", violation);
            violation.Samples.Select(s => s.ToUpperInvariant()).Should().OnlyHaveUniqueItems().And.HaveCount(Math.Min(10, keys.Count))
                .And.BeSubsetOf(keys.Select(k => k.ToUpperInvariant()));
            violation.Action.Should().Be(
                world.Old.Troubles.Single(t => (t.Table.Name, t.Rule, t.Column) == (violation.Table, violation.Rule, violation.Column))
                    .Action);
        }
    }

    [Fact]
    public async Task A_plan_asks_for_an_index_where_one_is_missing()
    {
        await using var world = await StartAsync(Sound);

        var plan = await world.Cutover.PlanAsync(world.Description, Token);

        plan.Warnings.Where(w => w.Message.Contains("index", StringComparison.OrdinalIgnoreCase)).Should().ContainSingle()
            .Which.Should().Match<CutoverProblem>(w => w.Table == "document_tags" && w.Column == "workspace_id");
    }

    [Fact]
    public async Task Without_a_choice_a_broken_rule_stops_the_cutover()
    {
        await using var world = await StartAsync(Troubled);
        var before = await world.DumpAsync();
        var description = world.Description.With(world.Description.Table(OldTables.Links).With(choices: []));

        var plan = await world.Cutover.PlanAsync(description, Token);

        plan.IsClean.Should().BeFalse();
        plan.Violations.Where(v => v.Table == "WorkspaceExternalLink")
            .Should().HaveCount(5).And.OnlyContain(v => v.Action == CutoverAction.Stop);
        await FluentActions.Awaiting(() => world.Cutover.RunAsync(description, world.Options, cancellationToken: Token))
            .Should().ThrowAsync<CutoverException>().WithMessage("*WorkspaceExternalLink*");
        CutoverWorld.AssertSame(await world.DumpAsync(), before, "nothing is changed");
        (await world.PhaseAsync()).Should().Be(CutoverPhase.None);
    }

    [Fact]
    public async Task What_does_not_fit_the_databases_is_a_problem_of_the_description()
    {
        await using var world = await StartAsync(Sound);
        var before = await world.DumpAsync();
        var (documents, links, workspaces) = (
            world.Description.Table(OldTables.Documents), world.Description.Table(OldTables.Links),
            world.Description.Table(OldTables.Workspace));

        await IsProblemAsync(
            world, new CutoverTable { Name = "nowhere", Target = "documents", WorkspaceColumn = "workspace_id" }, "nowhere");
        await IsProblemAsync(world, documents.With(target: "files"), "documents");
        await IsProblemAsync(world, documents.With(drop: []), "documents", "legacy_flag");
        await IsProblemAsync(world, documents.With(drop: ["legacy_flag", "colour"]), "documents", "colour");
        await IsProblemAsync(world, Mapped(documents, "colour", new() { From = "author" }), "documents", "colour");
        await IsProblemAsync(world, Mapped(documents, "author", new() { From = "writer" }), "documents", "writer", "author");
        await IsProblemAsync(world, Mapped(documents, "author", new() { Expression = "lower(" }), "documents", "author");
        await IsProblemAsync(world, Mapped(documents, "author", new() { Expression = "lower(writer)" }), "documents", "author");
        await IsProblemAsync(
            world,
            new CutoverTable
            {
                Name = "documents",
                Target = "documents",
                WorkspaceColumn = "tenant",
                Columns = documents.Columns,
                Drop = documents.Drop
            },
            "documents", "tenant");
        await IsProblemAsync(
            world,
            new CutoverTable
            {
                Name = "documents",
                Target = "documents",
                WorkspaceColumn = "workspace_id",
                ChangeColumn = "changed",
                Columns = documents.Columns,
                Drop = documents.Drop,
            },
            "documents", "changed");
        await IsProblemAsync(
            world, new CutoverTable { Name = "documents", Target = "documents", Columns = documents.Columns, Drop = documents.Drop },
            "documents");

        // A column that must have a value and has no usual one.
        await IsProblemAsync(
            world, links.With(columns: links.Columns.Where(c => c.Key != "display_name").ToDictionary(), drop: ["title"]),
            "WorkspaceExternalLink", "display_name");

        var withoutWorkspaces = new CutoverDescription
        {
            Source = world.Description.Source,
            SourceSchema = world.Description.SourceSchema,
            Tables = [.. world.Description.Tables.Where(t => t != workspaces)],
        };
        (await world.Cutover.PlanAsync(withoutWorkspaces, Token)).Problems
            .Should().Contain(p => p.Message.Contains("Workspace", StringComparison.Ordinal));
        CutoverWorld.AssertSame(await world.DumpAsync(), before, "nothing is changed");
    }

    private static CutoverTable Mapped(CutoverTable table, string column, CutoverColumn from)
        => table.With(columns: new Dictionary<string, CutoverColumn>(table.Columns) { [column] = from });

    private static async Task IsProblemAsync(CutoverWorld world, CutoverTable table, string name, params string[] columns)
    {
        var description = world.Description.With(table);

        var plan = await world.Cutover.PlanAsync(description, Token);

        plan.IsClean.Should().BeFalse();
        plan.Problems.Should().Contain(
            p => p.Table == name && (columns.Length == 0 || columns.Contains(p.Column)) && p.Message.Length > 0, "{0} {1} does not fit",
            name, string.Join(" or ", columns));
        (plan.Workspaces.Count, plan.Tables.Count, plan.Violations.Count).Should().Be((0, 0, 0));
        await FluentActions.Awaiting(() => world.Cutover.RunAsync(description, world.Options, cancellationToken: Token))
            .Should().ThrowAsync<CutoverException>().WithMessage($"*{name}*");
    }

    private static Task<CutoverDiscovery> DiscoverAsync(CutoverWorld world)
        => world.Cutover.DiscoverAsync(new() { Source = world.Old.Place.Source, SourceSchema = world.Old.Place.SourceSchema }, Token);

    private Task<CutoverWorld> StartAsync(OldShape shape) => CutoverWorld.StartAsync(Server.CreateDatabase(), shape, Mode);
}
