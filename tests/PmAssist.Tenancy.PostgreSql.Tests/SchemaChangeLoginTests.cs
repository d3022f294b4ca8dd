using Microsoft.EntityFrameworkCore;
using Npgsql;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>The application's login has no right to change a schema; another login does that, and a hook grants the rest.</summary>
public sealed class SchemaChangeLoginTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    public async Task Workspaces_live_with_a_login_that_cannot_change_schemas()
    {
        await using var login = await LimitedLogin.CreateAsync(server);
        await using var database = new PostgreSqlDatabase(
            server, tenancy => tenancy.UseNpgsql(login.ConnectionString, schemaChangeConnectionString: server.ConnectionString));
        await using var host = await TestHost.StartAsync(database, tenancy => tenancy
            .OnMasterMigrated(login.GrantMasterAsync)
            .OnSchemaCreated(login.GrantAsync));

        var workspace = await host.CreateWorkspaceAsync();
        await using (var lease = await host.RentAsync(workspace))
        {
            lease.Context.Add(new Project { WrittenFor = workspace.Id });
            await lease.Context.SaveChangesAsync(Token);
            (await lease.Context.Database.SqlQueryRaw<string>("SELECT current_user::text AS \"Value\"").SingleAsync(Token))
                .Should().Be(login.Name);
            (await FluentActions.Awaiting(() => lease.Context.Database.ExecuteSqlRawAsync(
                    $"CREATE TABLE {WorkspaceSchema.TemplateName}.intruder (id int)", Token)).Should().ThrowAsync<PostgresException>())
                .Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
        }

        (await host.ExamineAsync(workspace)).Should().BeEmpty("the hook's rights are expected");
        await using (var next = host.Another<SpecDbContextV2>(tenancy => tenancy.OnSchemaCreated(login.GrantAsync)))
        {
            (await next.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();
            (await next.ExamineAsync(workspace, await next.CreateWorkspaceAsync())).Should().BeEmpty();
        }

        await using (var lease = await host.RentAsync(workspace))
        {
            // The new version's table is covered by the default privileges.
            var labels = lease.Context.Database.SqlQueryRaw<long>(
                $"SELECT count(*) AS \"Value\" FROM {WorkspaceSchema.TemplateName}.labels");
            (await labels.SingleAsync(Token)).Should().Be(0);
        }

        await host.WithAsync<IWorkspaceService, bool>(async workspaces =>
        {
            await workspaces.DeleteAsync(workspace.Id, cancellationToken: Token);
            return true;
        });
        (await database.ExistsAsync(workspace.Schema)).Should().BeFalse();
    }

    [Fact]
    public async Task Without_the_other_login_creating_a_workspace_is_a_typed_error()
    {
        await using var login = await LimitedLogin.CreateAsync(server);
        await using var database = new PostgreSqlDatabase(server);
        await using var host = await TestHost.StartAsync(database);
        await login.GrantMasterAsync(database);
        await using var limited = TestHost.Create<SpecDbContext>(
            new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(login.ConnectionString)),
            tenancy => tenancy.Configure(options => options.MasterSchema = database.MasterSchema));
        var id = Guid.NewGuid();

        await FluentActions.Awaiting(() => limited.CreateWorkspaceAsync("Acme", id))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage("*permission denied*same id again*");

        (await host.GetWorkspaceAsync(id)).LastError.Should().Contain("permission denied");
        (await host.CreateWorkspaceAsync("Acme", id)).Status.Should().Be(WorkspaceStatus.Active, "the login with the rights completes it");
    }

    [Fact]
    public async Task Without_the_other_login_migrating_the_master_is_a_typed_error()
    {
        await using var login = await LimitedLogin.CreateAsync(server);
        await using var database = new PostgreSqlDatabase(server, tenancy => tenancy.UseNpgsql(login.ConnectionString));
        await using var host = TestHost.Create<SpecDbContext>(database, configure: null);
        await FluentActions.Awaiting(() => host.Migrator.MigrateMasterAsync(cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage("*permission denied*");
    }
}
