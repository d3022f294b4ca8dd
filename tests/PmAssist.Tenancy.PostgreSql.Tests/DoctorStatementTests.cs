using Microsoft.Extensions.Logging;
using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>An examination sends as many commands for a whole page as for one workspace.</summary>
public sealed class DoctorStatementTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    public async Task Commands_grow_with_pages_and_not_with_workspaces()
    {
        using var log = new LogRecorder();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Information));
        await using var source = new NpgsqlDataSourceBuilder(server.ConnectionString).UseLoggerFactory(loggers).Build();
        await using var host = await TestHost.StartAsync(new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(source)));
        var first = await host.CreateWorkspaceAsync();
        (await host.ExamineAsync(first)).Should().BeEmpty();
        var one = await CountAsync([first]);

        List<Workspace> all = [first];
        for (var i = 0; i < 9; i++)
        {
            all.Add(await host.CreateWorkspaceAsync());
        }

        one.Should().BeInRange(4, 40);
        (await CountAsync(all)).Should().Be(one);

        async Task<int> CountAsync(IReadOnlyCollection<Workspace> workspaces)
        {
            var before = log.Entries.Count(IsCommand);
            (await host.ExamineAsync(workspaces)).Should().BeEmpty();
            return log.Entries.Count(IsCommand) - before;
        }

        static bool IsCommand(LogEntry entry) => entry.Category == "Npgsql.Command" && entry.Event.Name == "CommandExecutionCompleted";
    }
}
