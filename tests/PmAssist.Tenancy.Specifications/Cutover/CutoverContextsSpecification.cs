namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>Rows go to the tables of all registered contexts, in an order that their references allow.</summary>
public abstract class CutoverContextsSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task Discovery_finds_the_tables_of_all_contexts()
    {
        await using var world = await StartAsync(new OldShape(Workspaces: 2, Rows: 100));

        var found = await world.Cutover.DiscoverAsync(
            new() { Source = world.Old.Place.Source, SourceSchema = world.Old.Place.SourceSchema }, Token);

        found.Description.Tables.Select(t => t.Target)
            .Should().Contain(["workspace_integrations", "documents", "document_tags"]).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task The_rows_of_all_contexts_are_carried()
    {
        await using var world = await StartAsync(new OldShape(Workspaces: 8, Rows: 1_500, Troubles: true));

        await world.CarryOverAsync();

        await world.AssertCarriedAsync("after a cutover to two contexts");
        (await world.VerifyAsync()).Differences.Should().BeEmpty();
        await world.Cutover.OpenAsync(world.Options, Token);
        await world.AssertCarriedAsync("when the new side is open", isOpen: true);
        (await world.Host.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
        (await world.Host.Migrator.GetStatusAsync(Token)).BehindCount.Should().Be(0);
    }

    [Fact]
    public async Task What_another_context_wrote_is_a_new_write()
    {
        await using var world = await StartAsync(new OldShape(Workspaces: 3, Rows: 200));
        await world.CarryOverAsync();
        await world.VerifyAsync();
        await world.Cutover.OpenAsync(world.Options, Token);
        var workspaces = await Task.WhenAll(world.Old.FirstWorkspaces.Select(world.GetAsync));
        await using (var lease = await world.Host.RentAsync<DocumentsDbContext>(workspaces.First(w => w.Status == WorkspaceStatus.Active)))
        {
            lease.Context.Add(new Document { Title = "New" });
            await lease.Context.SaveChangesAsync(Token);
        }

        await FluentActions.Awaiting(() => world.RollBackAsync()).Should().ThrowAsync<CutoverException>().WithMessage("*documents*");

        await world.RollBackAsync(discardNewWrites: true);
        (await world.PhaseAsync()).Should().Be(CutoverPhase.None);
    }

    private Task<CutoverWorld> StartAsync(OldShape shape)
        => CutoverWorld.StartAsync<WorkspaceDbContext>(
            Server.CreateDatabase(), shape, Mode, tenancy => tenancy.AddContext<DocumentsDbContext>());
}
