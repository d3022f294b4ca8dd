using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications.Zoo;
using PmAssist.Tenancy.Specifications.Zoo.Models;

namespace PmAssist.Tenancy.Specifications.Portability;

/// <summary>A file becomes a workspace with all that the exported one had, or nothing at all.</summary>
public abstract class ImportSpecification(ITestServer server) : Specification(server)
{
    public static TheoryData<string> Models => [.. ZooModels.Names];

    [Fact]
    public async Task A_workspace_comes_back_with_all_its_rows_members_and_properties()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync(slug: "northwind");
        await host.FillAsync(workspace);
        await host.WithAsync<IWorkspaceMemberService, WorkspaceMember>(
            m => m.AddAsync(workspace.Id, "grace", WorkspaceRole.Viewer, cancellationToken: Token));
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.ChangePropertiesAsync(
            workspace.Id, new Dictionary<string, object?> { ["plan"] = "gold", ["seats"] = 5 }, cancellationToken: Token));
        var file = await host.ExportAsync(workspace, new ExportOptions { Members = true });
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(workspace.Id, cancellationToken: Token));

        var imported = await host.ImportAsync(file, new ImportOptions { Members = true, ActorId = "eve" });

        imported.Id.Should().NotBe(workspace.Id);
        (imported.Status, imported.Slug, imported.Name).Should().Be((WorkspaceStatus.Active, "northwind", workspace.Name));
        (await host.GetWorkspaceAsync(imported.Id)).Properties.Get<string>("plan").Should().Be("gold");
        var members = await host.WithAsync<IWorkspaceMemberService, IReadOnlyList<WorkspaceMember>>(
            m => m.ListAsync(imported.Id, cancellationToken: Token));
        members.Select(m => (m.UserId, m.Role)).Should().BeEquivalentTo([("ada", WorkspaceRole.Owner), ("grace", WorkspaceRole.Viewer)]);
        (await SumsAsync(host, imported)).Should().Equal(await SumsOfAsync(host, file));
        (await host.AuditAsync(imported.Id)).Select(e => e.Action).Should().Contain("workspace.imported");
        (await host.ExamineAsync(imported)).Should().BeEmpty();
        await host.FillAsync(imported, projects: 1);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public Task A_workspace_of_any_model_comes_back(string model) => ZooModels.VisitAsync(model, new RoundTrip(this));

    [Fact]
    public async Task A_second_import_of_a_file_is_a_second_workspace()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace);

        var copy = await host.ImportAsync(file, new ImportOptions { OwnerId = "eve", Name = "Copy" });

        copy.Slug.Should().NotBe(workspace.Slug);
        (await host.CountAsync(workspace)).Should().Be((3, 3));
        (await host.CountAsync(copy)).Should().Be((3, 3));
        await Refused<WorkspaceConflictException>(host, file, new ImportOptions { OwnerId = "eve", Slug = workspace.Slug });
        await Refused<WorkspaceConflictException>(host, file, new ImportOptions { OwnerId = "eve", Id = workspace.Id });
        await Refused<PortabilityException>(host, file, new ImportOptions());
        await Refused<PortabilityException>(host, file, new ImportOptions { Members = true });
    }

    [Fact]
    public async Task What_fails_leaves_nothing()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace);
        var id = Guid.NewGuid();
        var before = await CatalogueAsync(host);

        // Halfway: the table of tickets is the second.
        var stop = new Progress(p => p.Table == "tickets" ? throw new InvalidOperationException("no more") : 0);
        await FluentActions.Awaiting(() => host.ImportAsync(file, new ImportOptions { Id = id, OwnerId = "eve", Progress = stop }))
            .Should().ThrowAsync<Exception>();
        (await CatalogueAsync(host)).Should().Equal(before);

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var canceling = new Progress(p => p.Table == "tickets" ? Cancel(cancel) : 0);
        await FluentActions.Awaiting(
            () => host.ImportAsync(file, new ImportOptions { Id = id, OwnerId = "eve", Progress = canceling }, cancel.Token))
            .Should().ThrowAsync<OperationCanceledException>();
        (await CatalogueAsync(host)).Should().Equal(before);
        (await host.Database.ExistsAsync(WorkspaceSchema.For(id))).Should().BeFalse();

        (await host.ImportAsync(file, new ImportOptions { Id = id, OwnerId = "eve" })).Id.Should().Be(id);
    }

    private static int Cancel(CancellationTokenSource source)
    {
        source.Cancel();
        return 0;
    }

    private static async Task<IReadOnlyList<string>> CatalogueAsync(TestHost host)
    {
        await using var master = await host.Services.GetRequiredService<IDbContextFactory<MasterDbContext>>().CreateDbContextAsync(Token);
        return
        [
            .. await master.Workspaces.Select(w => $"{w.Id} {w.Slug} {w.Status}").ToListAsync(Token),
            .. await master.Members.Select(m => $"{m.WorkspaceId} {m.UserId}").ToListAsync(Token),
        ];
    }

    private static async Task Refused<TError>(TestHost host, byte[] file, ImportOptions options)
        where TError : Exception
        => await FluentActions.Awaiting(() => host.ImportAsync(file, options)).Should().ThrowAsync<TError>();

    private static async Task<IReadOnlyDictionary<string, string>> SumsOfAsync(TestHost host, byte[] file)
        => (await host.ReadAsync(file)).Tables.ToDictionary(t => t.Name, t => $"{t.Part.Rows} {t.Checksum}");

    private static async Task<IReadOnlyDictionary<string, string>> SumsAsync(TestHost host, Workspace workspace)
        => await SumsOfAsync(host, await host.ExportAsync(workspace));

    private sealed class Progress(Func<PortabilityProgress, int> report) : IProgress<PortabilityProgress>
    {
        public void Report(PortabilityProgress value) => report(value);
    }

    private sealed class RoundTrip(ImportSpecification specification) : IZooVisitor
    {
        public async Task VisitAsync<TModel>()
            where TModel : ZooModel, new()
        {
            await using var host = TestHost.Create<ZooContext<TModel>>(
                specification.Server.CreateDatabase(), configure: null, specification.Mode);
            await using var unbound = host.CreateUnbound<ZooContext<TModel>>();
            var model = new TModel();
            model.SkipGap(unbound, specification.Server);
            ModelMigrations.Use(unbound);
            await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
            var workspace = await host.CreateWorkspaceAsync();
            var mark = workspace.Id.ToString("D");
            await AddAsync(host, model, workspace, mark);
            var file = await host.ExportAsync(workspace);

            var imported = await host.ImportAsync(file, new ImportOptions { OwnerId = "ada" });

            (await SumsAsync(host, imported)).Should().Equal(await SumsOfAsync(host, file));
            await using (var lease = await host.RentAsync<ZooContext<TModel>>(imported))
            {
                await model.CheckAsync(lease.Context, mark, Token);
            }

            await host.PortAsync(
                p => p.RestoreAsync(imported.Id, new MemoryStream(file), new RestoreOptions { DiscardPrevious = true }, Token));
            (await SumsAsync(host, imported)).Should().Equal(await SumsOfAsync(host, file));

            if (model is Cycles or EveryType or TablePerConcreteTypeWithIntegers)
            {
                // The engine numbers the rows, and goes on after the highest.
                await AddAsync(host, model, imported, "more");
            }
        }

        private static async Task AddAsync<TModel>(TestHost host, TModel model, Workspace workspace, string mark)
            where TModel : ZooModel, new()
        {
            await using var lease = await host.RentAsync<ZooContext<TModel>>(workspace);
            model.Add(lease.Context, mark);
            await lease.Context.SaveChangesAsync(Token);
        }
    }
}
