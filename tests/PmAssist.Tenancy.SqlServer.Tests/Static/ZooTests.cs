using FluentAssertions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Zoo;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>The zoo of models with no server: the models themselves, and the text that provisions them.</summary>
public sealed class ZooTests
{
    public static TheoryData<string> Models => [.. ZooModels.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public Task A_model_differs_from_plain_EFs_by_its_schema_alone(string model)
        => ZooModels.VisitAsync(model, new Comparison(modelFor: null));

    [Theory]
    [MemberData(nameof(Models))]
    public Task A_workspaces_own_model_differs_from_plain_EFs_by_its_schema_alone(string model)
        => ZooModels.VisitAsync(model, new Comparison(WorkspaceSchema.For(TypicalUse.First)));

    [Theory]
    [MemberData(nameof(Models))]
    public Task All_that_a_model_makes_lies_in_the_workspaces_schema(string model) => ZooModels.VisitAsync(model, new Provisioning());

    private sealed class Comparison(WorkspaceSchema? modelFor) : IZooVisitor
    {
        public async Task VisitAsync<TModel>()
            where TModel : ZooModel, new()
        {
            await using var plain = new PlainZooContext<TModel>(
                new DbContextOptionsBuilder<PlainZooContext<TModel>>().UseSqlServer("Server=nowhere").Options);
            await using var ours = new ZooContext<TModel>(
                new DbContextOptionsBuilder<ZooContext<TModel>>()
                    .UseWorkspaceSchemas(new SqlServerTenancyProvider("Server=nowhere"), modelFor).Options);

            ZooComparison.Describe(ours, (modelFor ?? default).Name)
                .Should().Be(ZooComparison.Describe(plain, WorkspaceSchema.TemplateName));
        }
    }

    private sealed class Provisioning : IZooVisitor
    {
        public async Task VisitAsync<TModel>()
            where TModel : ZooModel, new()
        {
            var server = new RecordingServer();
            await using var services = RecordedHost.Create<ZooContext<TModel>>(server);
            await using var unbound = services.GetRequiredService<IDbContextFactory<ZooContext<TModel>>>().CreateDbContext();
            ModelMigrations.Use(unbound);
            await services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync();
            var before = server.Statements.Count;
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IWorkspaceService>()
                .CreateAsync(new NewWorkspace("First", ownerId: "ada") { Id = TypicalUse.First });

            var sent = server.Statements.Skip(before).ToList();
            sent.SelectMany(s => TSql.ErrorsIn(s, SqlVersion.Sql130)).Should().BeEmpty();
            var texts = sent.Concat(sent.SelectMany(TSql.TextsRunBy)).ToList();
            texts.Should().NotContain(t => t.Contains(WorkspaceSchema.TemplateName, StringComparison.OrdinalIgnoreCase));
            var made = texts.SelectMany(MadeBy).ToList();
            made.Should().HaveCountGreaterThan(4)
                .And.OnlyContain(name => name.SchemaIdentifier!.Value == WorkspaceSchema.For(TypicalUse.First).Name);
        }

        private static IEnumerable<SchemaObjectName> MadeBy(string text)
            => TSql.Find<CreateTableStatement>(text).Select(s => s.SchemaObjectName)
                .Concat(TSql.Find<CreateSequenceStatement>(text).Select(s => s.Name))
                .Concat(TSql.Find<CreateViewStatement>(text).Select(s => s.SchemaObjectName))
                .Concat(TSql.Find<CreateFunctionStatement>(text).Select(s => s.Name))
                .Concat(TSql.Find<CreateIndexStatement>(text).Select(s => s.OnName))
                .Concat(TSql.Find<AlterTableStatement>(text).Select(s => s.SchemaObjectName))
                .Concat(TSql.Find<NextValueForExpression>(text).Select(e => e.SequenceName))
                .Concat(TSql.Find<ForeignKeyConstraintDefinition>(text).Select(k => k.ReferenceTableName));
    }
}
