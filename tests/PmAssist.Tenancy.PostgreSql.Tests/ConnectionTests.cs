using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>The ways to say which database, and what is sent to it.</summary>
public sealed class ConnectionTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    public async Task A_data_source_serves_everything()
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await WorksAsync(tenancy => tenancy.UseNpgsql(source));
        await FluentActions.Awaiting(() => source.OpenConnectionAsync(Token).AsTask())
            .Should().NotThrowAsync("the library does not dispose it");
    }

    [Fact]
    public async Task A_data_source_for_schema_changes_serves_those()
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        var log = new LogRecorder();
        await using var changes = LoggingSource(log);
        await WorksAsync(tenancy => tenancy.UseNpgsql(source, schemaChangeDataSource: changes));
        Sent(log, "CREATE SCHEMA").Should().NotBeEmpty();
        Sent(log, "projects AS p").Should().BeEmpty("queries go over the other one");
    }

    [Fact]
    public async Task A_data_source_is_found_in_the_hosts_services()
    {
        var asked = 0;
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await WorksAsync(tenancy => tenancy.UseNpgsql(services =>
        {
            services.GetRequiredService<TenancyOptions>().Should().NotBeNull();
            asked++;
            return source;
        }));
        asked.Should().BeGreaterThan(0);
    }

    [Fact]
    public void A_data_source_from_services_is_refused_for_a_context_made_by_hand()
    {
        TenancyProvider? provider = null;
        new ServiceCollection().AddPmAssistTenancy(tenancy => tenancy.UseNpgsql(_ => NpgsqlDataSource.Create(server.ConnectionString)))
            .Where(d => d.ServiceType == typeof(TenancyProvider)).ToList()
            .ForEach(d => provider = (TenancyProvider)d.ImplementationInstance!);
        FluentActions.Invoking(() => new DbContextOptionsBuilder<SpecDbContext>().UseWorkspaceSchemas(provider!))
            .Should().Throw<InvalidOperationException>().WithMessage("*made by hand*");
    }

    [Fact]
    public async Task The_search_path_is_never_touched()
    {
        var log = new LogRecorder();
        await using var source = LoggingSource(log);
        await WorksAsync(tenancy => tenancy.UseNpgsql(source));

        Sent(log, "CREATE SCHEMA").Should().NotBeEmpty();
        Sent(log, "projects AS p").Should().NotBeEmpty("the driver's log has every command");
        Sent(log, "search_path").Should().BeEmpty();
        Sent(log, "set_config").Where(m => !m.Contains("set_config('jit', 'off', true)", StringComparison.Ordinal)).Should().BeEmpty();
    }

    private static IEnumerable<string> Sent(LogRecorder log, string text)
        => log.Messages.Where(m => m.Contains(text, StringComparison.OrdinalIgnoreCase));

    private NpgsqlDataSource LoggingSource(LogRecorder log)
        => new NpgsqlDataSourceBuilder(server.ConnectionString)
            .UseLoggerFactory(LoggerFactory.Create(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug))).Build();

    /// <summary>Provisions, writes, reads, migrates and deletes.</summary>
    private async Task WorksAsync(Action<TenancyBuilder> use)
    {
        await using var host = await TestHost.StartAsync(new PostgreSqlDatabase(server, use));
        var workspace = await host.CreateWorkspaceAsync();
        await using (var lease = await host.RentAsync(workspace))
        {
            lease.Context.Add(new Project { WrittenFor = workspace.Id });
            await lease.Context.SaveChangesAsync(Token);
            (await lease.Context.Projects.CountAsync(Token)).Should().Be(1);
        }

        await using var next = host.Another<SpecDbContextV2>();
        (await next.Migrator.RunAsync(cancellationToken: Token)).Results
            .Should().ContainSingle(r => r.Outcome == WorkspaceMigrationOutcome.Migrated);
        await host.WithAsync<IWorkspaceService, bool>(async workspaces =>
        {
            await workspaces.DeleteAsync(workspace.Id, cancellationToken: Token);
            return true;
        });
    }
}
