using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A schema is the same whichever way it was made.</summary>
public abstract class SchemaParitySpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task Our_run_EFs_call_and_EFs_script_make_the_same_schema()
    {
        await using var host = await StartAsync();
        var byRun = await host.CreateWorkspaceAsync();
        var byCall = await host.CreateWorkspaceAsync();
        await using var next = host.Another<SpecDbContextV2>();
        await next.Migrator.MigrateAsync(byRun.Id, cancellationToken: Token);
        await using (var context = await next.RentAsync<SpecDbContextV2>(byCall))
        {
            await context.Context.Database.MigrateAsync(Token);
        }

        var byScript = await host.CreateWorkspaceAsync();
        string script;
        await using (var context = await next.RentAsync<SpecDbContextV2>(byScript))
        {
            script = context.Context.GetService<IMigrator>().GenerateScript();
        }

        script.Should().NotContain(WorkspaceSchema.TemplateName);
        await host.Migrator.MigrateAsync(byScript.Id, Migration.InitialDatabase, Token);
        foreach (var batch in Batches(script))
        {
            await host.Database.ExecuteAsync(byScript.Schema, batch);
        }

        var expected = await host.Database.DescribeAsync(byRun.Schema);
        expected.Should().Contain(line => line.Contains("automation_jobs", StringComparison.Ordinal)).And.HaveCountGreaterThan(5);
        (await host.Database.DescribeAsync(byCall.Schema)).Should().Equal(expected);
        (await host.Database.DescribeAsync(byScript.Schema)).Should().Equal(expected);
    }

    private static IEnumerable<string> Batches(string script)
        => script.ReplaceLineEndings("\n").Split("\nGO\n").Where(batch => !string.IsNullOrWhiteSpace(batch));
}
