using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>
/// The tables of the master and of two workspaces in one of DacFx's database models, where every key, index and column has to
/// resolve, as it would on a server.
/// </summary>
public sealed class SchemaModelTests
{
    private static readonly WorkspaceSchema First = WorkspaceSchema.For(TypicalUse.First);
    private static readonly WorkspaceSchema Second = WorkspaceSchema.For(TypicalUse.Second);

    [Theory]
    [InlineData(SqlServerVersion.Sql130)]
    [InlineData(SqlServerVersion.Sql160)]
    [InlineData(SqlServerVersion.Sql170)]
    [InlineData(SqlServerVersion.SqlAzure)]
    public async Task The_schemas_validate_as_one_database(SqlServerVersion version)
    {
        using var model = new TSqlModel(version, new TSqlModelOptions());
        foreach (var ddl in await DefinitionsAsync())
        {
            model.AddObjects(ddl);
        }

        model.Validate().Where(m => m.MessageType == Microsoft.SqlServer.Dac.DacMessageType.Error).Select(m => m.ToString())
            .Should().BeEmpty();
        NamesOf(model, Table.TypeClass).Should().BeEquivalentTo(
        [
            "[pmassist_master].[__EFMigrationsHistory]", "[pmassist_master].[AuditLog]", "[pmassist_master].[Workspace]",
            "[pmassist_master].[WorkspaceMember]",
            .. TablesOf(First),
            .. TablesOf(Second),
        ]);
    }

    [Fact]
    public async Task A_foreign_key_stays_in_its_schema()
    {
        using var model = new TSqlModel(SqlServerVersion.Sql130, new TSqlModelOptions());
        foreach (var ddl in await DefinitionsAsync())
        {
            model.AddObjects(ddl);
        }

        var keys = model.GetObjects(DacQueryScopes.UserDefined, ForeignKeyConstraint.TypeClass).ToList();
        keys.Should().HaveCount(3)
            .And.OnlyContain(k => SchemaOf(k, ForeignKeyConstraint.Host) == SchemaOf(k, ForeignKeyConstraint.ForeignTable));
    }

    [Fact]
    public void A_definition_that_does_not_resolve_is_found()
    {
        using var model = new TSqlModel(SqlServerVersion.Sql130, new TSqlModelOptions());
        model.AddObjects(
            "CREATE TABLE [dbo].[a] ([id] int NOT NULL PRIMARY KEY, CONSTRAINT [FK] FOREIGN KEY ([id]) REFERENCES [dbo].[missing] ([id]))");

        model.Validate().Should().Contain(m => m.MessageType == Microsoft.SqlServer.Dac.DacMessageType.Error);
    }

    /// <summary>The DDL that provisioning sends, without the conditions and EXEC strings around it.</summary>
    private static async Task<IReadOnlyList<string>> DefinitionsAsync()
    {
        var server = new RecordingServer();
        await using var services = RecordedHost.Create(server);
        await services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync();
        await using var scope = services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        await workspaces.CreateAsync(new NewWorkspace("First", ownerId: "ada") { Id = TypicalUse.First });
        await workspaces.CreateAsync(new NewWorkspace("Second", ownerId: "ada") { Id = TypicalUse.Second });

        var texts = server.Statements.ToList();
        return [.. texts.Concat(texts.SelectMany(TSql.TextsRunBy)).SelectMany(DefinitionsIn).Distinct()];
    }

    private static IEnumerable<string> DefinitionsIn(string text)
        => TSql.Find<TSqlStatement>(text)
            .Where(s => s is CreateSchemaStatement or CreateTableStatement or CreateIndexStatement or AlterTableStatement)
            .Select(s => text.Substring(s.StartOffset, s.FragmentLength).TrimEnd(';'));

    private static IEnumerable<string> NamesOf(TSqlModel model, ModelTypeClass type)
        => model.GetObjects(DacQueryScopes.UserDefined, type).Select(o => o.Name.ToString());

    private static IEnumerable<string> TablesOf(WorkspaceSchema schema)
        => new[] { "__EFMigrationsHistory", "automation_jobs", "workspace_agents", "workspace_integrations" }
            .Select(t => $"[{schema}].[{t}]");

    private static string SchemaOf(TSqlObject key, ModelRelationshipClass table) => key.GetReferenced(table).Single().Name.Parts[0];
}
