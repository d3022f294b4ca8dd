using FluentAssertions;
using PmAssist.Tenancy.Specifications;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>Dropping a workspace drops nothing outside its schema, on a server.</summary>
public sealed class DependentsTests(SqlServerServer server) : Specification(server)
{
    [Fact]
    public async Task A_workspace_that_something_outside_depends_on_is_purged_only_when_told_so()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var name = $"billing_{Guid.NewGuid():N}"[..20];
        await host.Database.ExecuteAsync(
            $"CREATE TABLE dbo.[{name}] (project uniqueidentifier CONSTRAINT [FK_{name}] REFERENCES "
                + $"{host.Database.Table(workspace.Schema, "projects")})");
        await host.Database.ExecuteAsync(
            $"CREATE VIEW dbo.[{name}_report] AS SELECT COUNT(*) AS c FROM {host.Database.Table(workspace.Schema, "projects")}");
        try
        {
            (await FluentActions.Awaiting(() => DeleteAsync(w => w.DeleteAsync(workspace.Id, "ada", Token)))
                .Should().ThrowAsync<WorkspaceDependentsException>())
                .Which.Dependents.Should().Equal($"foreign key FK_{name} of dbo.{name}", $"view dbo.{name}_report");
            await DeleteAsync(w => w.RestoreAsync(workspace.Id, "ada", Token));
            (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Active);

            await FluentActions.Awaiting(() => DeleteAsync(w => w.DeleteAsync(workspace.Id, "ada", Token)))
                .Should().ThrowAsync<WorkspaceDependentsException>();
            await DeleteAsync(w => w.PurgeAsync(workspace.Id, dropDependents: true, "ada", Token));

            (await host.Database.ExistsAsync(workspace.Schema)).Should().BeFalse();
            (await host.AuditAsync(workspace.Id))
                .Should().Contain(e => e.Action == "workspace.dependents_dropped" && e.Details!.Contains($"FK_{name}"));
        }
        finally
        {
            await host.Database.ExecuteAsync($"DROP VIEW IF EXISTS dbo.[{name}_report]; DROP TABLE IF EXISTS dbo.[{name}]");
        }

        Task<bool> DeleteAsync(Func<IWorkspaceService, Task> delete)
            => host.WithAsync<IWorkspaceService, bool>(async workspaces =>
            {
                await delete(workspaces);
                return true;
            });
    }
}
