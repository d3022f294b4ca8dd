using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Cutover.Internal;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>Until the old tables are dropped, there is a way back.</summary>
[Trait("Category", "Long")]
public abstract class CutoverRollBackSpecification(ITestServer server) : Specification(server)
{
    private static readonly OldShape Shape = new(Workspaces: 6, Rows: 1_500, Troubles: true);

    [Fact]
    public async Task There_is_a_way_back_from_every_step_and_then_on_again()
    {
        await using var world = await StartAsync();
        IReadOnlyList<string> before = [.. await world.DumpOldAsync(), .. await DumpNewAsync(world)];
        List<Func<Task>> steps =
        [
            () => world.RunAsync(),
            () => world.CatchUpAsync(),
            () => world.FenceAsync(),
            () => world.VerifyAsync(),
            () => world.Cutover.OpenAsync(world.Options, Token),
            () => world.Cutover.RetireAsync(world.Description, world.Options, Token),
        ];
        for (var taken = 1; taken <= steps.Count; taken++)
        {
            foreach (var step in steps.Take(taken))
            {
                await step();
            }

            await world.RollBackAsync();

            CutoverWorld.AssertSame(
                [.. await world.DumpOldAsync(), .. await DumpNewAsync(world)], before, $"{taken} steps were taken back");
            (await world.PhaseAsync()).Should().Be(CutoverPhase.None);
        }

        await CutoverCatchUpSpecification.WriteInAllTablesAsync(world, world.Old.FirstWorkspaces[0]);
        await world.CarryOverAsync();
        await world.AssertCarriedAsync("after it was rolled back");
        (await world.VerifyAsync()).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task There_is_no_way_back_from_dropped_tables()
    {
        await using var world = await StartAsync();
        await world.CarryOverAsync();
        await world.VerifyAsync();
        await world.Cutover.OpenAsync(world.Options, Token);
        await world.Cutover.RetireAsync(world.Description, world.Options, Token);
        await world.Cutover.DropAsync(world.Description, world.Options, Token);

        await FluentActions.Awaiting(() => world.RollBackAsync()).Should().ThrowAsync<CutoverException>();
        await FluentActions.Awaiting(() => world.RollBackAsync(discardNewWrites: true)).Should().ThrowAsync<CutoverException>();

        await world.AssertCarriedAsync("still", isOpen: true);
    }

    [Fact]
    public async Task New_writes_are_in_the_way_until_they_are_to_be_discarded()
    {
        await using var world = await StartAsync();
        var old = await OpenAsync(world);
        var id = await ActiveAsync(world, minDocuments: 2);
        await using (var lease = await world.RentAsync(id))
        {
            lease.Context.AddRange(Enumerable.Range(1, 1_100).Select(_ => new Document { Title = "New" }));
            lease.Context.Add(new WorkspaceAgent { Name = "New", Kind = "new" });
            await lease.Context.SaveChangesAsync(Token);
        }

        var refused = await FluentActions.Awaiting(() => world.RollBackAsync()).Should().ThrowAsync<CutoverException>();

        refused.Which.Message.Should().Contain("1100 in documents").And.Contain("1 in workspace_agents").And.Contain("discard");
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Open);
        await using (var lease = await world.RentAsync(id))
        {
            (await lease.Context.Documents.CountAsync(d => d.Title == "New", Token)).Should().Be(1_100, "nothing was changed");
        }

        await world.RollBackAsync(discardNewWrites: true);

        CutoverWorld.AssertSame(await world.DumpOldAsync(), old, "it was rolled back");
        await world.CarryOverAsync();
        await world.AssertCarriedAsync("after it was rolled back");
    }

    [Fact]
    public async Task Changed_and_deleted_rows_are_new_writes_too()
    {
        await using var world = await StartAsync();
        await OpenAsync(world);
        var id = await ActiveAsync(world, minDocuments: 3);

        foreach (var write in new Func<CutoverDbContext, Task>[]
        {
            async context => (await context.Documents.OrderBy(d => d.Id).FirstAsync(Token)).Title = "Other",
            async context => context.Remove(await context.Integrations.OrderBy(d => d.Id).FirstAsync(Token)),
        })
        {
            await using (var lease = await world.RentAsync(id))
            {
                await write(lease.Context);
                await lease.Context.SaveChangesAsync(Token);
            }

            await FluentActions.Awaiting(() => world.RollBackAsync()).Should().ThrowAsync<CutoverException>();
            await world.RollBackAsync(discardNewWrites: true);
            await OpenAsync(world);
        }
    }

    [Fact]
    public async Task A_new_member_of_a_carried_workspace_is_a_new_write()
    {
        await using var world = await StartAsync();
        await OpenAsync(world);
        var id = await ActiveAsync(world, minDocuments: 0);
        await world.Host.WithAsync<IWorkspaceMemberService, WorkspaceMember>(
            m => m.AddAsync(id, "newcomer", WorkspaceRole.Member, cancellationToken: Token));

        await FluentActions.Awaiting(() => world.RollBackAsync()).Should().ThrowAsync<CutoverException>().WithMessage("*WorkspaceMember*");

        await world.RollBackAsync(discardNewWrites: true);
        (await world.PhaseAsync()).Should().Be(CutoverPhase.None);
    }

    [Fact]
    public async Task A_row_in_a_table_that_the_old_side_never_had_is_a_new_write()
    {
        await using var world = await StartAsync();
        world.Description = new CutoverDescription
        {
            Source = world.Description.Source,
            SourceSchema = world.Description.SourceSchema,
            Tables = [.. world.Description.Tables.Where(t => t.Name is not ("documents" or "document_tags"))],
        };
        await OpenAsync(world);
        await using (var lease = await world.RentAsync(await ActiveAsync(world, minDocuments: 0)))
        {
            lease.Context.Add(new Document { Title = "New" });
            await lease.Context.SaveChangesAsync(Token);
        }

        await FluentActions.Awaiting(() => world.RollBackAsync()).Should().ThrowAsync<CutoverException>().WithMessage("*1 in documents*");

        await world.RollBackAsync(discardNewWrites: true);
        (await world.PhaseAsync()).Should().Be(CutoverPhase.None);
    }

    [Fact]
    public async Task A_description_that_cannot_tell_what_is_new_is_refused()
    {
        await using var world = await StartAsync();
        var description = world.Description;
        await OpenAsync(world);
        var id = await ActiveAsync(world, minDocuments: 0);
        world.Description = description.With(description.Table(OldTables.Documents).With(choices: []));

        await FluentActions.Awaiting(() => world.RollBackAsync())
            .Should().ThrowAsync<CutoverException>().WithMessage("*cannot be told*'documents'*");

        await using (await world.RentAsync(id))
        {
        }

        world.Description = description;
        await world.RollBackAsync();
    }

    [Fact]
    public async Task Nobody_writes_while_new_writes_are_looked_for()
    {
        await using var world = await StartAsync();
        await OpenAsync(world);
        var id = await ActiveAsync(world, minDocuments: 0);
        var before = await world.DumpNewAsync();

        // As far as a roll-back comes that is cut off while it looks.
        await world.Host.Services.GetRequiredService<CutoverWorkspaces>().CloseAsync(Token);

        (await world.GetAsync(id)).Status.Should().Be(WorkspaceStatus.Suspended);
        (await world.PhaseAsync()).Should().Be(CutoverPhase.Open);
        await world.Cutover.OpenAsync(world.Options, Token);
        WithoutVersion(await world.DumpNewAsync()).Should().BeEquivalentTo(WithoutVersion(before));
        await world.RollBackAsync();
        (await world.PhaseAsync()).Should().Be(CutoverPhase.None);

        // A workspace's version stands before its last four columns: properties and what a deletion needs.
        static IEnumerable<string> WithoutVersion(IEnumerable<string> lines)
            => lines.Select(line => Regex.Replace(line, @",\d+((,[^,]*){4})$", ",version$1"));
    }

    [Fact]
    public async Task The_use_of_a_workspace_without_a_write_is_in_nobodys_way()
    {
        await using var world = await StartAsync();
        await OpenAsync(world);
        var id = await ActiveAsync(world, minDocuments: 1);
        await using (var lease = await world.RentAsync(id))
        {
            (await lease.Context.Documents.AsNoTracking().ToListAsync(Token)).Should().NotBeEmpty();
        }

        await world.RollBackAsync();

        await FluentActions.Awaiting(() => world.RentAsync(id)).Should().ThrowAsync<WorkspaceNotFoundException>();
        await CutoverCatchUpSpecification.WriteInAllTablesAsync(world, world.Old.FirstWorkspaces[0]);
    }

    /// <summary>Goes as far as the new side being in use; gives back what is on the old side without the fence.</summary>
    private static async Task<IReadOnlyList<string>> OpenAsync(CutoverWorld world)
    {
        var old = await world.DumpOldAsync();
        await world.CarryOverAsync();
        (await world.VerifyAsync()).IsClean.Should().BeTrue();
        await world.Cutover.OpenAsync(world.Options, Token);
        return old;
    }

    private static async Task<Guid> ActiveAsync(CutoverWorld world, int minDocuments)
    {
        foreach (var id in world.Old.FirstWorkspaces)
        {
            if ((await world.GetAsync(id)).Status == WorkspaceStatus.Active
                && world.Old.RowsOf(OldTables.Documents, id).Count() > minDocuments)
            {
                return id;
            }
        }

        throw new InvalidOperationException("No workspace is active.");
    }

    /// <summary>Everything on the new side but what the audit log says of the workspaces that were there.</summary>
    private static async Task<IReadOnlyList<string>> DumpNewAsync(CutoverWorld world)
        =>
        [
            .. (await world.DumpNewAsync()).Where(
                line => !(line.StartsWith("AuditLog", StringComparison.Ordinal) && line.Contains("workspace.", StringComparison.Ordinal))),
        ];

    private Task<CutoverWorld> StartAsync() => CutoverWorld.StartAsync(Server.CreateDatabase(), Shape, Mode);
}
