namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>What the old application wrote since the last pass is carried over by the next one.</summary>
public abstract class CutoverCatchUpSpecification(ITestServer server) : Specification(server)
{
    private static readonly OldShape Sound = new(Workspaces: 6, Rows: 600);
    private static readonly OldShape Troubled = new(Workspaces: 12, Rows: 3_000, Troubles: true);

    [Fact]
    public async Task Rows_that_were_added_changed_and_deleted_are_carried_over()
    {
        await using var world = await StartAsync(Troubled);
        await world.RunAsync();

        await WriteInAllTablesAsync(world, world.Old.FirstWorkspaces[0]);
        await WriteInAllTablesAsync(world, world.Old.FirstWorkspaces[3]);
        (await world.CatchUpAsync()).Rows.Should().BeGreaterThan(0);
        await world.AssertCarriedAsync("after the first catch-up");

        await WriteInAllTablesAsync(world, world.Old.FirstWorkspaces[1]);
        await world.CatchUpAsync();
        await world.AssertCarriedAsync("after the second catch-up");
    }

    [Fact]
    public async Task A_report_counts_what_changed_and_no_more()
    {
        await using var world = await StartAsync(Sound);
        await world.RunAsync();
        var (old, workspace) = (world.Old, world.Old.FirstWorkspaces[0]);
        var (changed, deleted) = (old.RowsOf(OldTables.Links, workspace).First(), old.RowsOf(OldTables.Jobs, workspace).First());
        var document = old.NewRow(OldTables.Documents, workspace);
        await old.WriteAsync(
            (changed, old.Change(changed, "title", "Changed")), (deleted, null), (null, document), (null, old.NewTag(document)),
            (null, old.NewRow(OldTables.Members, workspace)));

        var report = await world.CatchUpAsync();

        report.Results.Where(r => r.WorkspaceId == workspace).Select(r => (r.Inserted, r.Updated, r.Deleted)).Should().Equal((2, 1, 1));
        report.Results.Where(r => r.WorkspaceId is null).Select(r => (r.Inserted, r.Updated, r.Deleted)).Should().Equal((1, 0, 0));
        report.Rows.Should().Be(5);
    }

    [Fact]
    public async Task With_change_columns_only_the_workspaces_that_were_written_to_are_looked_into()
    {
        await using var world = await StartAsync(new OldShape(Workspaces: 30, Rows: 3_000));
        var old = world.Old;
        world.Description = OldDescription.WithChangeColumnsOnly(old);
        await world.RunAsync();
        var (written, now) = (old.FirstWorkspaces[7], TimeProvider.System.GetUtcNow());
        var ahead = old.FirstWorkspaces.Where(id => OldTables.All
            .Where(t => t.Columns.Any(c => c.Name == "updated_at") && t != OldTables.Workspace)
            .Any(t => old.RowsOf(t, id).Any(row => (DateTimeOffset)row["updated_at"]! > now.AddMinutes(-15)))).ToList();
        var (link, job) = (old.RowsOf(OldTables.Links, written).First(), old.RowsOf(OldTables.Jobs, written).First());
        await old.WriteAsync((link, old.Change(link, "title", "Changed")), (job, null));

        var report = await world.FenceAsync();

        var looked = report.Results.Where(r => r.WorkspaceId is not null).ToDictionary(r => r.WorkspaceId!.Value);
        looked.Keys.Should().BeSubsetOf([written, .. ahead]).And.Contain(written);
        (looked[written].Inserted, looked[written].Updated, looked[written].Deleted).Should().Be((0, 1, 1));
        ahead.Count.Should().BeLessThan(25, "times in the future are rare");
        (await world.VerifyAsync()).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task New_deleted_and_renamed_workspaces_are_carried_over()
    {
        await using var world = await StartAsync(Sound);
        await world.RunAsync();
        var old = world.Old;
        var created = old.NewRow(OldTables.Workspace, Guid.Empty).With("name", "Brand new");
        var id = (Guid)created["id"]!;
        var document = old.NewRow(OldTables.Documents, id);
        await old.WriteAsync(
            (null, created), (null, old.NewRow(OldTables.Members, id)), (null, document), (null, old.NewTag(document)),
            (null, old.NewRow(OldTables.Agents, id)));
        await old.DeleteWorkspaceAsync(old.FirstWorkspaces[0]);
        var renamed = old.Find(OldTables.Workspace, old.FirstWorkspaces[1])!;
        await old.WriteAsync((renamed, old.Change(old.Change(renamed, "name", "Renamed"), "status", "archived")));

        await world.CatchUpAsync();

        await world.AssertCarriedAsync("after a catch-up");
        (await world.Host.Database.ExistsAsync(WorkspaceSchema.For(old.FirstWorkspaces[0])))
            .Should().BeFalse("the old side has it no more");
        (await world.GetAsync(id)).Status.Should().Be(WorkspaceStatus.Suspended);
        await world.FenceAsync();
        await world.Cutover.OpenAsync(world.Options, Token);
        (await world.GetAsync(old.FirstWorkspaces[1])).Status.Should().Be(WorkspaceStatus.Archived);
        await world.AssertCarriedAsync("when opened", isOpen: true);
    }

    [Fact]
    public async Task Unique_values_that_changed_places_are_carried_over()
    {
        await using var world = await StartAsync(Sound);
        var old = world.Old;
        var links = old.RowsOf(OldTables.Links, old.FirstWorkspaces[0]).Take(3).ToList();
        await old.WriteAsync([.. links.Select(l => ((OldRow?)l, (OldRow?)old.Change(l, "system", "github")))]);
        await world.RunAsync();

        links = [.. links.Select(l => old.Find(OldTables.Links, (Guid)l["id"]!)!)];
        await old.WriteAsync(
        [
            .. links.Select(
                (link, i) => ((OldRow?)link, (OldRow?)old.Change(link, "external_id", links[(i + 1) % links.Count]["external_id"]))),
        ]);
        await world.CatchUpAsync();

        await world.AssertCarriedAsync("after three rows changed places");
    }

    [Fact]
    public async Task A_unique_value_that_went_from_a_deleted_row_to_another_is_carried_over()
    {
        await using var world = await StartAsync(Sound);
        var old = world.Old;
        var workspace = old.FirstWorkspaces[0];
        var links = old.RowsOf(OldTables.Links, workspace).Take(2).ToList();
        await world.RunAsync();

        var heir = old.NewRow(OldTables.Links, workspace).With("system", links[0]["system"]).With("external_id", links[0]["external_id"]);
        await old.WriteAsync(
            (links[0], null),
            (null, heir),
            (links[1], old.Change(old.Change(links[1], "external_id", "free now"), "system", "github")));
        await world.CatchUpAsync();

        await world.AssertCarriedAsync("after a value went to another row");
    }

    [Fact]
    public async Task Rows_that_moved_to_another_workspace_are_carried_over()
    {
        await using var world = await StartAsync(Sound);
        var old = world.Old;
        await world.RunAsync();

        var (from, to) = (old.FirstWorkspaces[0], old.FirstWorkspaces[2]);
        var document = old.RowsOf(OldTables.Documents, from).First(d => Tags(old, d).Any());
        var link = old.RowsOf(OldTables.Links, from).First();
        await old.WriteAsync(
        [
            (document, old.Change(old.Change(document, "agent_id", null), "workspace_id", to)),
            .. Tags(old, document).Select(tag => ((OldRow?)tag, (OldRow?)tag.With("workspace_id", to))),
            (link, old.Change(link, "workspace_id", to)),
        ]);
        await world.CatchUpAsync();

        await world.AssertCarriedAsync("after rows moved");
    }

    [Fact]
    public async Task A_row_that_another_one_held_back_is_carried_over_when_that_is_gone()
    {
        await using var world = await StartAsync(Troubled);
        var old = world.Old;
        var rules = new OldRules(old, isOpen: false);
        await world.RunAsync();

        // The first of two with the same values; an agent without a name, which a job refers to; a document without a workspace.
        var second = old.Rows(OldTables.Links).First(r => rules.Expect(r).Broken.Any(b => b.Rule == CutoverRule.DuplicateKey));
        var first = old.RowsOf(OldTables.Links, second.WorkspaceId!.Value)
            .First(r => r["system"]!.Equals(second["system"]) && r["external_id"]!.Equals(second["external_id"]) && r != second);
        var agent = old.Rows(OldTables.Agents)
            .First(r => r["name"] is null && old.Rows(OldTables.Jobs).Any(j => r["id"]!.Equals(j["agent_id"])));
        var document = old.Rows(OldTables.Documents).First(d => d.WorkspaceId is null && Tags(old, d).Any());
        await old.WriteAsync(
        [
            (first, null),
            (agent, old.Change(agent, "name", "Now with a name")),
            (document, old.Change(document, "workspace_id", Tags(old, document).First().WorkspaceId)),
        ]);
        await world.CatchUpAsync();

        await world.AssertCarriedAsync("after what held rows back was gone");
    }

    [Fact]
    public async Task A_row_that_began_to_break_a_rule_is_left_behind_from_then_on()
    {
        await using var world = await StartAsync(Troubled);
        var (old, workspace) = (world.Old, world.Old.FirstWorkspaces[0]);
        await world.RunAsync();

        var link = old.RowsOf(OldTables.Links, workspace).First();
        var document = old.RowsOf(OldTables.Documents, workspace).First(d => Tags(old, d).Any());
        var agent = old.RowsOf(OldTables.Agents, workspace).First(a => old.Rows(OldTables.Jobs).Any(j => a["id"]!.Equals(j["agent_id"])));
        await old.WriteAsync(
            (link, old.Change(link, "metadata", "{ no JSON")),
            (document, old.Change(document, "workspace_id", null)),
            (agent, null));
        await world.CatchUpAsync();

        await world.AssertCarriedAsync("after rows began to break rules");
    }

    [Fact]
    public async Task A_change_that_was_stamped_some_time_before_it_was_committed_is_found()
    {
        await using var world = await StartAsync(Sound);
        var (old, workspace) = (world.Old, world.Old.FirstWorkspaces[0]);
        await world.RunAsync();
        await world.CatchUpAsync();

        var document = old.RowsOf(OldTables.Documents, workspace).First();
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-5).ToOffset(TimeSpan.FromHours(-8));
        var stamp = before.AddTicks(-(before.Ticks % TimeSpan.TicksPerSecond));
        await old.WriteAsync(
            (document, document.With("title", "Long thought about").With("updated_at", stamp)),
            (null, old.NewRow(OldTables.Jobs, workspace).With("created_at", stamp).With("updated_at", stamp)));
        await world.CatchUpAsync();

        await world.AssertCarriedAsync("after a long transaction");
    }

    [Fact]
    public async Task A_transaction_that_was_under_way_during_a_pass_is_found_by_the_next()
    {
        await using var world = await StartAsync(Sound);
        Assert.SkipUnless(world.Old.Place.ReadersPassWriters, "On this engine a pass waits for the transaction.");
        var (old, workspace) = (world.Old, world.Old.FirstWorkspaces[0]);
        var (changed, deleted) = (old.RowsOf(OldTables.Documents, workspace).First(), old.RowsOf(OldTables.Links, workspace).First());
        await using (var first = await old.BeginAsync(
            (null, old.NewRow(OldTables.Agents, workspace)), (changed, old.Change(changed, "title", "Meanwhile")), (deleted, null),
            (null, old.NewRow(OldTables.AuditLog, workspace))))
        {
            await world.RunAsync();
            await first.CommitAsync();
        }

        await world.CatchUpAsync();
        await world.AssertCarriedAsync("after a run during a transaction");

        var again = old.Find(OldTables.Documents, (Guid)changed["id"]!)!;
        await using (var second = await old.BeginAsync(
            (null, old.NewRow(OldTables.Jobs, workspace)), (again, old.Change(again, "title", "Once more"))))
        {
            await world.CatchUpAsync();
            await second.CommitAsync();
        }

        await world.FenceAsync();
        await world.AssertCarriedAsync("after a catch-up during a transaction");
    }

    [Fact]
    public async Task A_transaction_that_is_under_way_when_the_fence_goes_up_is_waited_for()
    {
        await using var world = await StartAsync(Sound);
        var (old, workspace) = (world.Old, world.Old.FirstWorkspaces[0]);
        var document = old.RowsOf(OldTables.Documents, workspace).First();
        await world.RunAsync();
        Task<CutoverReport> fence;
        await using (var transaction = await old.BeginAsync(
            (null, old.NewRow(OldTables.Links, workspace)), (document, old.Change(document, "title", "The last"))))
        {
            fence = Task.Run(() => world.FenceAsync());
            await world.Host.Database.WaitUntilAwaitedAsync(transaction.Connection);
            fence.IsCompleted.Should().BeFalse("a transaction is under way");
            await transaction.CommitAsync();
        }

        await fence;
        await world.AssertCarriedAsync("after the fence");
        (await world.VerifyAsync()).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task A_row_with_a_time_in_the_future_hides_no_change_of_another()
    {
        await using var world = await StartAsync(Sound);
        var (old, workspace) = (world.Old, world.Old.FirstWorkspaces[0]);
        var rows = old.RowsOf(OldTables.Documents, workspace).Take(2).ToList();
        await old.WriteAsync((rows[0], rows[0].With("updated_at", new DateTimeOffset(9999, 12, 31, 23, 0, 0, TimeSpan.Zero))));
        await world.RunAsync();
        await world.CatchUpAsync();

        await old.WriteAsync((rows[1], old.Change(rows[1], "title", "Changed after it")));
        await world.CatchUpAsync();

        await world.AssertCarriedAsync("beside a time in the future");
    }

    [Fact]
    public async Task A_description_that_was_changed_is_applied_to_all_rows()
    {
        await using var world = await StartAsync(Sound);
        await world.RunAsync();
        var agents = world.Description.Table(OldTables.Agents);
        world.Description = world.Description.With(agents.With(columns: new Dictionary<string, CutoverColumn>(agents.Columns)
        {
            ["kind"] = new() { Expression = "upper(kind)" },
        }));

        await world.CatchUpAsync();

        await world.FenceAsync();
        await world.Cutover.OpenAsync(world.Options, Token);
        foreach (var workspace in world.Old.FirstWorkspaces)
        {
            if ((await world.GetAsync(workspace)).Status == WorkspaceStatus.Active)
            {
                await using var lease = await world.RentAsync(workspace);
                lease.Context.Agents.Select(a => a.Kind).AsEnumerable().Should().NotContain(kind => kind.Any(char.IsLower));
            }
        }
    }

    [Trait("Category", "Long")]
    [Fact]
    public async Task Nothing_that_was_written_meanwhile_is_lost()
    {
        await using var world = await StartAsync(Troubled);
        await using var writer = new OldWriter(world.Old);
        await writer.WaitForAsync(5, Token);

        await world.RunAsync();
        await writer.WaitForAsync(20, Token);
        await world.CatchUpAsync();
        await writer.WaitForAsync(20, Token);
        await world.CatchUpAsync();
        writer.Refused.Should().BeNull("the old side takes writes");
        await world.FenceAsync();
        await writer.WaitForRefusalAsync(Token);

        writer.Refused.Should().NotBeNull("the old side takes no more writes");
        TestContext.Current.TestOutputHelper!.WriteLine($"{writer.Written} transactions, then: {writer.Refused!.Message}");
        await world.AssertCarriedAsync("after the fence");
        (await world.VerifyAsync()).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task Workspaces_may_change_their_slugs_among_each_other()
    {
        await using var world = await StartAsync(Sound);
        var (place, ids) = (world.Old.Place, world.Old.FirstWorkspaces);
        var own = $"lower({place.Joined("'w-'", "id")})";
        world.Description = WithSlugs(own);
        await world.RunAsync();

        // In a circle, and in one that takes the slug that another gives up.
        world.Description = WithSlugs(
            $"CASE {When(0, $"w-{ids[1]}")} {When(1, $"w-{ids[2]}")} {When(2, $"w-{ids[0]}")} {When(3, "new")} {When(4, $"w-{ids[3]}")} "
                + $"ELSE {own} END");
        await world.CatchUpAsync();

        foreach (var (index, slug) in new[] { (0, $"w-{ids[1]}"), (1, $"w-{ids[2]}"), (2, $"w-{ids[0]}"), (3, "new"), (4, $"w-{ids[3]}") })
        {
            (await world.GetAsync(ids[index])).Slug.Should().Be(slug);
        }

        string When(int index, string slug) => $"WHEN id = {place.Literal(new OldColumn("id", OldType.Id), ids[index])} THEN '{slug}'";

        CutoverDescription WithSlugs(string expression)
        {
            var workspaces = world.Description.Tables.Single(t => t.Target == "Workspace");
            var columns = new Dictionary<string, CutoverColumn>(workspaces.Columns) { ["slug"] = new() { Expression = expression } };
            return world.Description.With(workspaces.With(columns: columns));
        }
    }

    [Fact]
    public async Task A_catch_up_that_is_overtaken_by_the_opening_changes_nothing_more()
    {
        await using var world = await StartAsync(Sound);
        await world.RunAsync();
        var ids = world.Old.FirstWorkspaces;
        foreach (var id in ids)
        {
            await WriteInAllTablesAsync(world, id);
        }

        IReadOnlyList<string>? opened = null;
        var overtaken = await world.Cutover.CatchUpAsync(
            world.Description,
            new CutoverOptions { MaxParallelism = 1, QuarantineFile = world.Options.QuarantineFile },
            new AtOnce(() =>
            {
                if (opened is null)
                {
                    opened = [];
                    opened = Task.Run(OpenAsync).GetAwaiter().GetResult();
                }
            }),
            Token);

        overtaken.Failures.Should().HaveCount(ids.Count - 1).And.OnlyContain(f => f.Error is CutoverException);
        CutoverWorld.AssertSame(await world.DumpNewAsync(), opened!, "the workspaces are in use");

        async Task<IReadOnlyList<string>> OpenAsync()
        {
            await world.FenceAsync();
            await world.Cutover.OpenAsync(world.Options, Token);
            foreach (var id in ids)
            {
                if ((await world.GetAsync(id)).Status == WorkspaceStatus.Active)
                {
                    await using var lease = await world.RentAsync(id);
                    lease.Context.Add(new Document { Title = "New" });
                    await lease.Context.SaveChangesAsync(Token);
                }
            }

            return await world.DumpNewAsync();
        }
    }

    [Fact]
    public async Task A_fence_that_is_overtaken_by_another_leaves_its_triggers_alone()
    {
        await using var world = await StartAsync(Sound);
        await world.RunAsync();
        await WriteInAllTablesAsync(world, world.Old.FirstWorkspaces[0]);
        var isFirst = true;

        var overtaken = await Record.ExceptionAsync(() => world.Cutover.FenceAsync(
            world.Description,
            new CutoverOptions { MaxParallelism = 1, QuarantineFile = world.Options.QuarantineFile },
            new AtOnce(() =>
            {
                if (isFirst)
                {
                    isFirst = false;
                    Task.Run(world.FenceAsync).GetAwaiter().GetResult();
                }
            }),
            Token));

        overtaken.Should().BeOfType<CutoverException>();
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Fenced);
        await CutoverSwitchSpecification.AssertFencedAsync(world.Old);
        (await world.VerifyAsync()).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task Two_catch_ups_at_once_do_no_harm()
    {
        await using var world = await StartAsync(Troubled);
        await using var other = world.Host.Another<CutoverDbContext>();
        var file = world.Options.QuarantineFile + ".2";
        await world.RunAsync();
        await WriteInAllTablesAsync(world, world.Old.FirstWorkspaces[0]);
        await world.Old.DeleteWorkspaceAsync(world.Old.FirstWorkspaces[1]);

        var reports = await Task.WhenAll(
            world.CatchUpAsync(),
            CutoverWorld.Of(other).CatchUpAsync(world.Description, new() { QuarantineFile = file }, cancellationToken: Token));

        File.Delete(file);
        reports.SelectMany(r => r.Failures).Select(f => f.Error!.ToString()).Should().BeEmpty();
        await world.AssertCarriedAsync("after two catch-ups at once");
    }

    /// <summary>Adds, changes and deletes in every table of a workspace.</summary>
    internal static async Task WriteInAllTablesAsync(CutoverWorld world, Guid workspace)
    {
        var old = world.Old;
        foreach (var (table, column, value) in new (OldTable, string, object?)[]
        {
            (OldTables.Agents, "config", """{"changed": [1, 2.50, "\u00e9"]}"""), (OldTables.Links, "url", null),
            (OldTables.Jobs, "last_error", "it's {0} broken"),
            (OldTables.Documents, "body", "changed\r\n🚀"), (OldTables.Members, "role", "guest"), (OldTables.Tags, "note", "changed"),
        })
        {
            var rows = old.RowsOf(table, workspace).Take(3).ToList();
            if (table != OldTables.Tags)
            {
                await old.WriteAsync((null, old.NewRow(table, workspace)), (null, old.NewRow(table, workspace)));
            }

            // What another row refers to is not deleted on its own: the old application takes care of that.
            if (rows.Count > 1 && table != OldTables.Agents && table != OldTables.Documents)
            {
                await old.WriteAsync((rows[1], null));
            }

            if (rows.Count > 0)
            {
                await old.WriteAsync((rows[0], old.Change(rows[0], column, value)));
            }
        }

        await old.WriteAsync((null, old.NewRow(OldTables.AuditLog, workspace)));
        var tags = old.RowsOf(OldTables.Tags, workspace).ToLookup(t => (Guid)t["document_id"]!);
        var documents = old.RowsOf(OldTables.Documents, workspace).Where(d => d["id"] is Guid id && tags.Contains(id)).ToList();
        if (documents.Count > 1)
        {
            var (document, gone) = (documents[0], documents[^1]);
            await old.WriteAsync((null, old.NewTag(document)), (document, old.Change(document, "title", "Has one tag more")));
            await old.WriteAsync([.. tags[(Guid)gone["id"]!].Select(t => ((OldRow?)t, (OldRow?)null)), (gone, null)]);
        }

        if (old.RowsOf(OldTables.Agents, workspace).LastOrDefault(a => a["name"] is not null) is { } agent)
        {
            await old.WriteAsync(
            [
                .. old.RowsOf(OldTables.Jobs, workspace).Concat(old.RowsOf(OldTables.Documents, workspace))
                    .Where(r => agent["id"]!.Equals(r["agent_id"])).Select(r => ((OldRow?)r, (OldRow?)old.Change(r, "agent_id", null))),
                (agent, null),
            ]);
        }
    }

    private static IEnumerable<OldRow> Tags(OldDatabase old, OldRow document)
        => old.Rows(OldTables.Tags).Where(t => t["document_id"]!.Equals(document["id"]));

    private Task<CutoverWorld> StartAsync(OldShape shape) => CutoverWorld.StartAsync(Server.CreateDatabase(), shape, Mode);

    private sealed class AtOnce(Action act) : IProgress<RunProgress<CutoverResult>>
    {
        public void Report(RunProgress<CutoverResult> value) => act();
    }
}
