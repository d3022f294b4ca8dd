using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>A purge deletes a file, whoever looks at all of them just then.</summary>
public sealed class PurgeTests(SqliteServer server) : Specification(server)
{
    [Fact]
    public async Task A_verification_goes_on_when_a_workspace_is_purged_meanwhile()
    {
        var atFirstFile = new AtFirstFile();
        await using var host = await StartAsync(tenancy => tenancy.ConfigureContext((_, options) => options.AddInterceptors(atFirstFile)));
        var (first, second) = (await host.CreateWorkspaceAsync("A"), await host.CreateWorkspaceAsync("B"));
        var isPurged = false;
        atFirstFile.Run = async () =>
        {
            await host.WithAsync<IWorkspaceService, Workspace>(w => w.DeleteAsync(second.Id, cancellationToken: Token));
            isPurged = true;
        };

        var verification = await host.Migrator.VerifyAsync(Token);

        isPurged.Should().BeTrue();
        verification.IsClean.Should().BeTrue();
        (await host.ExamineAsync(first)).Should().BeEmpty();
    }

    private sealed class AtFirstFile : DbConnectionInterceptor
    {
        public Func<Task>? Run { get; set; }

        public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result,
            CancellationToken cancellationToken = default)
        {
            if (Run is { } run)
            {
                Run = null;
                await run();
            }

            return result;
        }
    }
}
