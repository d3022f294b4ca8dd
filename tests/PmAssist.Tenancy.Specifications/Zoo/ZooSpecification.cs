using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications.Zoo;

/// <summary>Models of every shape that EF knows live in a workspace's schema as they live in one of their own.</summary>
public abstract class ZooSpecification(ITestServer server) : Specification(server)
{
    public static TheoryData<string> Models => [.. ZooModels.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public Task A_model_round_trips_in_two_workspaces(string model) => ZooModels.VisitAsync(model, new RoundTrip(this));

    [Theory]
    [MemberData(nameof(Models))]
    public Task A_model_differs_from_plain_EFs_by_its_schema_alone(string model) => ZooModels.VisitAsync(model, new Comparison(this));

    private sealed class RoundTrip(ZooSpecification specification) : IZooVisitor
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
            Workspace[] workspaces = [await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync()];

            foreach (var workspace in workspaces)
            {
                await using var lease = await host.RentAsync<ZooContext<TModel>>(workspace);
                model.Add(lease.Context, MarkOf(workspace));
                await lease.Context.SaveChangesAsync(Token);
            }

            foreach (var workspace in workspaces)
            {
                await using var lease = await host.RentAsync<ZooContext<TModel>>(workspace);
                await model.CheckAsync(lease.Context, MarkOf(workspace), Token);
            }

            var tables = await host.Database.DescribeAsync(workspaces[0].Schema);
            tables.Should().NotBeEmpty();
            (await host.Database.DescribeAsync(workspaces[1].Schema)).Should().Equal(tables);
            (await host.ExamineAsync(workspaces)).Should().BeEmpty();
        }

        private static string MarkOf(Workspace workspace) => workspace.Id.ToString("D");
    }

    private sealed class Comparison(ZooSpecification specification) : IZooVisitor
    {
        public async Task VisitAsync<TModel>()
            where TModel : ZooModel, new()
        {
            var schema = WorkspaceSchema.For(Guid.NewGuid());
            await using var database = specification.Server.CreateDatabase();
            var plainOptions = new DbContextOptionsBuilder<PlainZooContext<TModel>>();
            database.UsePlain(plainOptions, schema);
            await using var plain = new PlainZooContext<TModel>(plainOptions.Options);
            new TModel().SkipGap(plain, specification.Server);
            WorkspaceSchema? modelFor = specification.Mode == SchemaMode.ModelPerWorkspace ? schema : null;
            var options = new DbContextOptionsBuilder<ZooContext<TModel>>().UseWorkspaceSchemas(database.CreateProvider(), modelFor)
                .Options;
            await using var bound = new ZooContext<TModel>(options);
            bound.BindTo(schema);

            ZooComparison.Describe(bound, schema.Name).Should().Be(ZooComparison.Describe(plain, WorkspaceSchema.TemplateName));
            bound.Database.GenerateCreateScript().Should().NotContain(WorkspaceSchema.TemplateName);
        }
    }
}
