using FluentAssertions;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Migrations;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

public sealed class MigrationSchemaTests
{
    [Fact]
    public async Task A_table_without_a_schema_would_lie_in_dbo_and_is_refused()
    {
        await RefusesAsync("'loose'", m => m.CreateTable("loose", t => new { id = t.Column<int>() }));
        await RefusesAsync("'plans'", m => m.RenameTable("projects", WorkspaceSchema.TemplateName, "plans"));
        await RefusesAsync("'numbers'", m => m.CreateSequence<int>("numbers"));
    }

    private static async Task RefusesAsync(string name, Action<MigrationBuilder> up)
    {
        ByHand.Write(up);
        var server = new RecordingServer();
        await using var services = RecordedHost.Create<UnnamedSchemaDbContext>(server);
        await FluentActions.Awaiting(() => services.GetRequiredService<IWorkspaceMigrator>().RunAsync())
            .Should().ThrowAsync<WorkspaceMigrationException>().WithMessage($"*{name}*without a schema*Nothing was changed*");
        server.Statements.Should().BeEmpty();
    }
}
