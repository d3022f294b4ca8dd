using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

public sealed class LockTests
{
    private readonly RecordingServer _server = new();

    [Fact]
    public async Task A_lock_that_is_not_had_in_time_is_an_error_that_says_so()
    {
        _server.LockResult = -1;

        (await MigrateMaster().Should().ThrowAsync<SchemaLockedException>()).WithMessage(
            "Another process has been changing the schema pmassist_master for longer than 00:00:30. Nothing was changed; "
            + "try again later, or raise TenancyOptions.LockTimeout.");
    }

    [Theory]
    [InlineData(-2, "canceled")]
    [InlineData(-3, "deadlock")]
    [InlineData(-999, "sp_getapplock returned -999")]
    public async Task A_lock_that_is_refused_is_an_error_with_the_reason(int result, string reason)
    {
        _server.LockResult = result;

        (await MigrateMaster().Should().ThrowAsync<WorkspaceMigrationException>()).WithMessage($"*pmassist_master*{reason}*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_lock_that_is_had_at_once_or_after_a_wait_is_good(int result)
    {
        _server.LockResult = result;

        await MigrateMaster().Should().NotThrowAsync();
    }

    [Fact]
    public async Task Nothing_is_sent_without_the_lock()
    {
        _server.LockResult = -1;

        await MigrateMaster().Should().ThrowAsync<SchemaLockedException>();

        _server.Statements.Should().ContainSingle().Which.Should().Contain("sp_getapplock");
    }

    [Fact]
    public async Task A_schema_that_is_gone_is_an_error_that_says_so()
    {
        await using var services = RecordedHost.Create(_server);
        var migrator = services.GetRequiredService<IWorkspaceMigrator>();
        await migrator.MigrateMasterAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var scope = services.CreateAsyncScope();
        var workspace = await scope.ServiceProvider.GetRequiredService<IWorkspaceService>()
            .CreateAsync(new NewWorkspace("First", ownerId: "ada"), TestContext.Current.CancellationToken);
        _server.Schemas.Remove(workspace.Schema.Name);

        var migrate = () => migrator.MigrateAsync(workspace.Id);

        (await migrate.Should().ThrowAsync<WorkspaceMigrationException>()).WithMessage($"*{workspace.Schema} is not in the database*");
    }

    private Func<Task> MigrateMaster()
        => async () =>
        {
            await using var services = RecordedHost.Create(_server);
            await services.GetRequiredService<IWorkspaceMigrator>()
                .MigrateMasterAsync(cancellationToken: TestContext.Current.CancellationToken);
        };
}
