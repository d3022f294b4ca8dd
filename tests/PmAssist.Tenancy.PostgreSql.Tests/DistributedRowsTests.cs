using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Portability;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Portability;
using PmAssist.Tenancy.Specifications.Zoo;
using PmAssist.Tenancy.Specifications.Zoo.Models;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Rows come into distributed schemas: keys that the engine numbers go on, and foreign keys in circles are there again.</summary>
public sealed class DistributedImportTests(FakeCitus citus) : ImportSpecification(citus), IClassFixture<FakeCitus>
{
    [Fact]
    public async Task Foreign_keys_that_the_rows_break_for_a_while_are_as_the_migrations_made_them()
    {
        await using var host = TestHost.Create<ZooContext<Cycles>>(citus.CreateDatabase(), configure: null);
        await using (var unbound = host.Services.GetRequiredService<IDbContextFactory<ZooContext<Cycles>>>().CreateDbContext())
        {
            ModelMigrations.Use(unbound);
        }

        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        var source = await host.CreateWorkspaceAsync();

        var clone = await host.PortAsync(p => p.CloneAsync(source.Id, new NewWorkspace("Clone", "ada"), cancellationToken: Token));

        var keys = await KeysAsync(source);
        keys.Should().Contain(k => k.Contains("CASCADE", StringComparison.Ordinal) || k.Contains("SET NULL", StringComparison.Ordinal));
        (await KeysAsync(clone)).Should().Equal(keys);
        (await host.ExamineAsync(source, clone)).Should().BeEmpty();
    }

    private async Task<IReadOnlyList<string>> KeysAsync(Workspace workspace)
        => await citus.Plain().ReadAsync(
            "SELECT replace(conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || condeferrable, "
            + $"'{workspace.Schema}', '') FROM pg_constraint WHERE contype = 'f' AND connamespace = '{workspace.Schema}'::regnamespace ORDER BY 1");
}

/// <inheritdoc cref="DistributedImportTests"/>
public sealed class DistributedRestoreTests(FakeCitus citus) : RestoreSpecification(citus), IClassFixture<FakeCitus>;
