using FluentAssertions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using PmAssist.Tenancy.Specifications.Parity;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>The parity migrations with no server: the same statements are sent as EF puts into its script, and they parse.</summary>
public sealed class MigrationParityTextTests
{
    private readonly RecordingServer _server = new();

    [Fact]
    public async Task A_workspace_gets_the_statements_of_EFs_own_script()
    {
        var sent = await ProvisionAsync();

        // The schema is there before its migrations are applied, so it is not created once more.
        var expected = ScriptOfEF().Select(Normalize).Where(s => !s.StartsWith("IF SCHEMA_ID(N'ws') IS NULL", StringComparison.Ordinal))
            .ToList();

        expected.Should().HaveCountGreaterThan(30);
        sent.Select(Normalize).Where(expected.Contains).Should().Equal(expected, "nothing is left out, and the order is EF's");
        sent.Should().Contain(s => s.Contains("INTO #kept", StringComparison.Ordinal))
            .And.NotContain(s => s.Contains(WorkspaceSchema.TemplateName, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_statement_parses()
        => (await ProvisionAsync()).SelectMany(s => TSql.ErrorsIn(s, SqlVersion.Sql130)).Should().BeEmpty();

    private async Task<List<string>> ProvisionAsync()
    {
        await using var services = RecordedHost.Create<ParityContext>(
            _server,
            tenancy: tenancy => tenancy.ConfigureContext(
                (_, options) => options.ReplaceService<IMigrationsSqlGenerator, SqlServerNoteGenerator>()));
        await services.GetRequiredService<IWorkspaceMigrator>()
            .MigrateMasterAsync(cancellationToken: TestContext.Current.CancellationToken);
        var before = _server.Statements.Count;
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IWorkspaceService>()
            .CreateAsync(new NewWorkspace("First", ownerId: "ada") { Id = TypicalUse.First }, TestContext.Current.CancellationToken);
        return [.. _server.Statements.Skip(before)];
    }

    private static IEnumerable<string> ScriptOfEF()
    {
        var options = new DbContextOptionsBuilder<PlainParityContext>()
            .UseSqlServer(sqlServer => sqlServer.MigrationsHistoryTable(HistoryRepository.DefaultTableName, PlainParityContext.Schema.Name))
            .ReplaceService<IMigrationsSqlGenerator, SqlServerNoteGenerator>();
        using var context = new PlainParityContext(options.Options);
        var script = context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.NoTransactions);
        return script.ReplaceLineEndings("\n").Split("\nGO\n").Where(batch => !string.IsNullOrWhiteSpace(batch));
    }

    private static string Normalize(string text)
        => text.ReplaceLineEndings("\n").Trim()
            .Replace(PlainParityContext.Schema.Name, "ws", StringComparison.Ordinal)
            .Replace(WorkspaceSchema.For(TypicalUse.First).Name, "ws", StringComparison.Ordinal);
}
