using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>Scripts for a database administrator, with no server: the script itself and what it runs by name are T-SQL.</summary>
public sealed class ScriptTests
{
    [Fact]
    public async Task The_script_parses_and_so_does_all_that_it_executes()
    {
        var scripts = new[] { await ScriptAsync<SpecDbContextV3>(), await ScriptAsync<StagedDbContext>() };

        foreach (var script in scripts)
        {
            var texts = ExecutedBy(script);
            texts.Should().HaveCountGreaterThan(10).And.Contain(t => t.Contains("CREATE TABLE", StringComparison.Ordinal));
            foreach (var level in (SqlVersion[])[SqlVersion.Sql130, TSql.Newest])
            {
                TSql.ErrorsIn(script, level).Should().BeEmpty();
                texts.SelectMany(t => TSql.ErrorsIn(t, level)).Should().BeEmpty();
            }
        }
    }

    [Fact]
    public async Task A_statement_outside_a_transaction_is_between_a_commit_and_the_next_transaction()
    {
        var lines = (await ScriptAsync<StagedDbContext>()).Split('\n').Select(l => l.Trim()).ToList();

        var outside = lines.FindIndex(
            l => l.Contains("CREATE TABLE ws_00000000000000000000000000000000.stage_two", StringComparison.Ordinal));
        lines[outside - 1].Should().Be("COMMIT TRANSACTION;");
        lines.FindIndex(outside, l => l == "BEGIN TRANSACTION;").Should().BeLessThan(lines.FindIndex(outside, l => l == "END;"));
    }

    [Fact]
    public async Task The_script_is_one_batch_in_the_current_database()
        => (await ScriptAsync<SpecDbContextV3>()).Should().NotContainAny("GO\n", "USE [").And.Contain("REPLACE(N'");

    [Fact]
    public async Task A_script_that_fails_releases_its_lock_and_tells_the_servers_error()
    {
        var script = TSql.Parse(await ScriptAsync<SpecDbContextV3>());
        var block = script.Batches.Single().Statements.OfType<TryCatchStatement>().Should().ContainSingle().Subject;

        var caught = block.CatchStatements.Statements;
        caught[0].Should().BeOfType<IfStatement>().Which.ThenStatement.Should().BeOfType<RollbackTransactionStatement>();
        var release = caught[1].Should().BeOfType<WhileStatement>().Which.Statement.Should().BeOfType<ExecuteStatement>().Subject;
        ((ExecutableProcedureReference)release.ExecuteSpecification.ExecutableEntity)
            .ProcedureReference.ProcedureReference.Name.BaseIdentifier.Value.Should().Be("sp_releaseapplock");
        caught[2].Should().BeOfType<ThrowStatement>().Which.ErrorNumber.Should().BeNull("the error is passed on as it is");
        script.Batches.Single().Statements[^1].Should().BeSameAs(block, "nothing that may fail is outside");
    }

    [Fact]
    public async Task What_a_script_executes_is_what_a_run_sends_to_the_last_line_break()
    {
        var server = new RecordingServer();
        await using var services = RecordedHost.Create(server);
        await services.GetRequiredService<IWorkspaceMigrator>()
            .MigrateMasterAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var scope = services.CreateAsyncScope();
        var workspace = await scope.ServiceProvider.GetRequiredService<IWorkspaceService>()
            .CreateAsync(new NewWorkspace("First", ownerId: "ada"), TestContext.Current.CancellationToken);
        var script = await services.GetRequiredService<IWorkspaceMigrator>()
            .ScriptAsync(cancellationToken: TestContext.Current.CancellationToken);

        var sent = server.Statements.Where(s => s.Contains($"CREATE TABLE [{workspace.Schema}]", StringComparison.Ordinal)).ToList();

        sent.Should().NotBeEmpty().And.Contain(s => s.EndsWith('\n'), "EF ends its statements with a line break");
        ExecutedBy(script).Select(t => t.Replace(WorkspaceSchema.TemplateName, workspace.Schema.Name, StringComparison.Ordinal))
            .Should().Contain(sent);
    }

    private static List<string> ExecutedBy(string script)
    {
        var visitor = new Replaced();
        TSql.Parse(script).Accept(visitor);
        return visitor.Texts;
    }

    private static async Task<string> ScriptAsync<TContext>()
        where TContext : WorkspaceDbContext
    {
        await using var services = new ServiceCollection()
            .AddPmAssistTenancy<TContext>(tenancy => tenancy.UseSqlServer("Server=nowhere;Database=none"))
            .BuildServiceProvider();
        return await services.GetRequiredService<IWorkspaceMigrator>()
            .ScriptAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    private sealed class Replaced : TSqlFragmentVisitor
    {
        public List<string> Texts { get; } = [];

        public override void Visit(FunctionCall node)
        {
            if (node.FunctionName.Value == "REPLACE" && node.Parameters[0] is StringLiteral text)
            {
                Texts.Add(text.Value);
            }
        }
    }
}
