using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications.Contexts;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A host's contexts derive from nothing of the library's, there may be several, and a workspace has the tables of all.</summary>
public abstract class SeveralContextsSpecification(ITestServer server) : Specification(server)
{
    private static readonly string[] AllTables = ["customers", "invoices", "tickets_of_support"];

    [Fact]
    public async Task A_workspace_has_the_tables_of_all_contexts_and_a_history_for_each()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();

        var found = string.Join('\n', await host.Database.DescribeAsync(workspace.Schema));
        found.Should().ContainAll(
            [.. AllTables, "__EFMigrationsHistory", "__EFMigrationsHistory_BillingDbContext", "__EFMigrationsHistory_SupportDbContext"]);
        found.Should().NotContain("workspace_agents", "no context maps the library's own tables");
        (await host.Migrator.GetStatusAsync(Token)).CurrentCount.Should().Be(1);
        (await host.Migrator.GetStatusAsync(Token)).Behind.Should().BeEmpty();
        (await host.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task Rows_of_every_context_stay_in_their_workspace()
    {
        await using var host = await StartShopAsync();
        var (first, second) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        foreach (var workspace in (Workspace[])[first, second])
        {
            var customer = new Customer { Name = workspace.Slug };
            await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
            var shop = scope.ServiceProvider.GetRequiredService<ShopDbContext>();
            var billing = scope.ServiceProvider.GetRequiredService<BillingDbContext>();
            shop.Add(customer);
            await shop.SaveChangesAsync(Token);
            billing.Add(new Invoice { CustomerId = customer.Id, Amount = 12.50m });
            await billing.SaveChangesAsync(Token);
        }

        foreach (var workspace in (Workspace[])[first, second])
        {
            await using var shop = await host.RentAsync<ShopDbContext>(workspace);
            await using var billing = await host.RentAsync<BillingDbContext>(workspace);
            (await shop.Context.Customers.Select(c => c.Name).SingleAsync(Token)).Should().Be(workspace.Slug);
            (await billing.Context.Invoices.SingleAsync(Token)).Amount.Should().Be(12.50m);
        }
    }

    [Fact]
    public async Task What_is_kept_of_an_ordinary_context_past_its_lease_throws()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var lease = await host.RentAsync<ShopDbContext>(workspace);
        var (facade, query) = (lease.Context.Database, lease.Context.Customers.Where(c => c.Name != ""));
        (await facade.CanConnectAsync(Token)).Should().BeTrue();
        await lease.DisposeAsync();

        await using var next = await host.RentAsync<ShopDbContext>(await host.CreateWorkspaceAsync());
        await FluentActions.Awaiting(() => facade.ExecuteSqlRawAsync("SELECT 1", Token)).Should().ThrowAsync<WorkspaceNotBoundException>();
        await FluentActions.Awaiting(() => query.ToListAsync(Token)).Should().ThrowAsync<WorkspaceNotBoundException>();
        (await next.Context.Database.CanConnectAsync(Token)).Should().BeTrue();
    }

    [Fact]
    public async Task An_ordinary_context_without_a_workspace_sends_nothing()
    {
        await using var host = await StartShopAsync();
        await using var scope = host.Services.CreateAsyncScope();
        FluentActions.Invoking(scope.ServiceProvider.GetRequiredService<BillingDbContext>).Should().Throw<WorkspaceNotBoundException>();
        await using var unbound = host.Services.GetRequiredService<IDbContextFactory<BillingDbContext>>().CreateDbContext();
        FluentActions.Invoking(unbound.Database.CanConnect).Should().Throw<WorkspaceNotBoundException>();
        await FluentActions.Awaiting(() => unbound.Database.CanConnectAsync(Token)).Should().ThrowAsync<WorkspaceNotBoundException>();
        await FluentActions.Awaiting(() => unbound.Invoices.CountAsync(Token)).Should().ThrowAsync<WorkspaceNotBoundException>();
    }

    [Fact]
    public async Task Services_for_the_librarys_tables_say_that_no_context_has_them()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var integrations = scope.ServiceProvider.GetRequiredService<IIntegrationService>();
        (await FluentActions.Awaiting(() => integrations.CreateAsync(new NewIntegration("github", "acme/site", "Site"), Token))
            .Should().ThrowAsync<InvalidOperationException>()).WithMessage("*AddContext<WorkspaceDbContext>*");
    }

    [Fact]
    public async Task A_context_that_is_added_later_is_missing_in_each_workspace_until_a_run_makes_it()
    {
        await using var host = await StartShopAsync(tenancy => tenancy.AddContext<BillingDbContext>());
        var workspaces = (Workspace[])[await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync()];
        await using var later = Another(host, tenancy => tenancy.AddContext<BillingDbContext>().AddContext<SupportDbContext>());
        (await later.Migrator.GetStatusAsync(Token)).BehindCount.Should().Be(2);
        (await later.Migrator.GetStatusAsync(Token)).Behind.Should().HaveCount(2);

        var report = await later.Migrator.RunAsync(cancellationToken: Token);

        report.Results.Should().HaveCount(2).And.OnlyContain(r => r.Outcome == WorkspaceMigrationOutcome.Migrated);
        (await later.Migrator.GetStatusAsync(Token)).CurrentCount.Should().Be(2);
        foreach (var workspace in workspaces)
        {
            string.Join('\n', await host.Database.DescribeAsync(workspace.Schema)).Should().ContainAll(AllTables);
        }

        (await later.Migrator.RunAsync(cancellationToken: Token)).Results.Should().BeEmpty();
        (await later.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
        (await host.Migrator.GetStatusAsync(Token)).AheadCount
            .Should().Be(0, "what this build knows is there, and what it does not know is another context");
    }

    [Fact]
    public async Task What_a_context_left_that_is_registered_no_longer_is_reported_and_stays()
    {
        await using var host = await StartShopAsync();
        var workspaces = (Workspace[])[await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync()];
        await using var without = Another(host, tenancy => tenancy.AddContext<BillingDbContext>());
        var third = await without.CreateWorkspaceAsync();

        var verification = await without.Migrator.VerifyAsync(Token);

        var left = verification.Unregistered.Should().ContainSingle().Subject;
        left.Key.Should().Be("__EFMigrationsHistory_SupportDbContext");
        left.Value.Should().BeEquivalentTo(workspaces.Select(w => w.Id)).And.NotContain(third.Id);
        (await without.Migrator.GetStatusAsync(Token)).CurrentCount
            .Should().Be(3, "the catalogue says now what the registered contexts have");
        (await without.Migrator.RunAsync(cancellationToken: Token)).Results.Should().BeEmpty();
        (await without.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
        foreach (var workspace in workspaces)
        {
            string.Join('\n', await host.Database.DescribeAsync(workspace.Schema)).Should().ContainAll(AllTables);
            await using var lease = await without.RentAsync<BillingDbContext>(workspace);
            (await lease.Context.Invoices.CountAsync(Token)).Should().Be(0);
        }

        (await host.Migrator.VerifyAsync(Token)).Unregistered.Should().BeEmpty();
    }

    [Fact]
    public async Task A_modules_new_migration_is_applied_and_taken_back_without_the_others()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = Another(
            host, tenancy => tenancy.AddContext<Contexts.Later.BillingDbContext>().AddContext<SupportDbContext>());

        var result = (await next.Migrator.RunAsync(cancellationToken: Token)).Results.Should().ContainSingle().Subject;
        (result.FromVersion, result.ToVersion).Should().Be(("20260102000000_Invoices", "20260201000000_Reminders"));
        string.Join('\n', await host.Database.DescribeAsync(workspace.Schema)).Should().Contain("reminders");
        (await host.Migrator.GetStatusAsync(Token)).AheadCount.Should().Be(1);

        await next.Migrator.MigrateAsync(workspace.Id, "BillingDbContext/Invoices", Token);
        string.Join('\n', await host.Database.DescribeAsync(workspace.Schema)).Should().NotContain("reminders").And.ContainAll(AllTables);
        (await host.Migrator.GetStatusAsync(Token)).CurrentCount.Should().Be(1);

        await using (var lease = await next.RentAsync<Contexts.Later.BillingDbContext>(workspace))
        {
            (await lease.Context.Database.GetPendingMigrationsAsync(Token)).Should().Equal("20260201000000_Reminders");
            await lease.Context.Database.MigrateAsync(Token);
        }

        (await next.Migrator.GetStatusAsync(Token)).CurrentCount.Should().Be(1);
        (await FluentActions.Awaiting(() => next.Migrator.MigrateAsync(workspace.Id, "Initial", Token))
            .Should().ThrowAsync<WorkspaceMigrationException>())
            .WithMessage("*ShopDbContext/20260101000000_Initial, SupportDbContext/20260101000000_Initial*");
    }

    [Fact]
    public async Task A_failure_in_one_context_leaves_all_as_they_were_and_names_it()
    {
        await using var host = await StartShopAsync(tenancy => tenancy.AddContext<BillingDbContext>());
        var workspace = await host.CreateWorkspaceAsync();
        await host.Database.ExecuteAsync(
            workspace.Schema, $"CREATE TABLE {host.Database.Table(workspace.Schema, "tickets_of_support")} (in_the_way int)");
        var before = await host.Database.DescribeAsync(workspace.Schema);
        await using var next = Another(
            host, tenancy => tenancy.AddContext<Contexts.Later.BillingDbContext>().AddContext<SupportDbContext>());

        var result = (await next.Migrator.RunAsync(cancellationToken: Token)).Results.Should().ContainSingle().Subject;

        result.Outcome.Should().Be(WorkspaceMigrationOutcome.Failed);
        var failure = result.Error.Should().BeOfType<WorkspaceMigrationException>().Subject;
        failure.Migration.Should().Be("SupportDbContext/20260101000000_Initial");
        failure.Context.Should().Be("SupportDbContext");
        failure.Statement.Should().StartWith("CREATE TABLE").And.Contain("tickets_of_support");
        (await host.GetWorkspaceAsync(workspace.Id)).LastError.Should().Contain("SupportDbContext/20260101000000_Initial");
        (await host.Database.DescribeAsync(workspace.Schema)).Should().Equal(before);
        (await host.Migrator.GetStatusAsync(Token)).CurrentCount.Should().Be(1);
    }

    [Fact]
    public async Task Two_contexts_that_make_the_same_table_are_refused_before_anything_runs()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var before = await host.Database.DescribeAsync(workspace.Schema);
        await using var rivals = Another(host, tenancy => tenancy.AddContext<RivalDbContext>());

        (await FluentActions.Awaiting(() => rivals.Migrator.RunAsync(cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceMigrationException>())
            .WithMessage("*ShopDbContext and RivalDbContext*'customers'*ExcludeFromMigrations*");
        (await host.Database.DescribeAsync(workspace.Schema)).Should().Equal(before);
    }

    [Fact]
    public async Task A_context_that_is_registered_no_longer_leaves_the_others_as_they_are_and_lets_them_migrate()
    {
        await using var host = await StartShopAsync(tenancy => tenancy.AddContext<BillingDbContext>().AddContext<SupportDbContext>());
        var workspaces = new[] { await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync() };

        await using (var without = Another(host, tenancy => tenancy.AddContext<BillingDbContext>()))
        {
            (await without.Migrator.GetStatusAsync(Token))
                .Should().BeEquivalentTo(new { CurrentCount = 2, BehindCount = 0, AheadCount = 0 });
            (await without.Migrator.RunAsync(cancellationToken: Token)).Results
                .Should().OnlyContain(r => r.Outcome == WorkspaceMigrationOutcome.UpToDate);
            (await without.Migrator.RunAsync(cancellationToken: Token)).Results.Should().BeEmpty("the catalogue has it now");
        }

        // With all three again, and then without support and with a migration that is missing.
        await host.Migrator.VerifyAsync(Token);
        await using var next = Another(host, tenancy => tenancy
            .AddContext<Contexts.Later.BillingDbContext>()
            .Configure(options => options.OutdatedWorkspace = OutdatedWorkspacePolicy.Migrate));
        await using (var lease = await next.RentAsync<ShopDbContext>(workspaces[0]))
        {
            (await next.Migrator.GetStatusAsync(Token)).Should().BeEquivalentTo(new { CurrentCount = 1, BehindCount = 1, AheadCount = 0 });
        }

        (await next.Migrator.GetStatusAsync(Token)).Behind.Should().ContainSingle(w => w.Id == workspaces[1].Id);
        (await next.Migrator.RunAsync(cancellationToken: Token)).Results
            .Should().ContainSingle(r => r.Outcome == WorkspaceMigrationOutcome.Migrated);
        (await next.Migrator.GetStatusAsync(Token)).Should().BeEquivalentTo(new { CurrentCount = 2, BehindCount = 0, AheadCount = 0 });
        (await host.Database.DescribeAsync(workspaces[1].Schema))
            .Should().Contain(t => t.Contains("tickets_of_support"), "its tables stay");
    }

    [Fact]
    public async Task An_entity_of_one_workspace_is_not_updated_through_another_context_in_another_workspace()
    {
        // Other options, so EF gives the second context services of its own.
        await using var host = await StartShopAsync(
            tenancy => tenancy.AddContext<BillingDbContext>((_, options) => options.EnableDetailedErrors().EnableSensitiveDataLogging()));
        var (first, second) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        var customer = new Customer { Name = "of the first" };
        await using var shop = await host.RentAsync<ShopDbContext>(first);
        shop.Context.Add(customer);
        await shop.Context.SaveChangesAsync(Token);

        await using var billing = await host.RentAsync<BillingDbContext>(second);
        FluentActions.Invoking(() => billing.Context.Update(customer)).Should().Throw<CrossWorkspaceAccessException>();
        billing.Context.ChangeTracker.Entries().Should().BeEmpty();
        await using var same = await host.RentAsync<BillingDbContext>(first);
        same.Context.Update(customer);
        (await same.Context.SaveChangesAsync(Token)).Should().Be(1);
    }

    [Fact]
    public async Task A_history_table_whose_name_the_engine_would_cut_is_refused_before_anything_runs()
    {
        await using var host = await StartShopAsync(tenancy => tenancy.AddContext<BillingDbContext>());
        var workspace = await host.CreateWorkspaceAsync();
        var before = await host.Database.DescribeAsync(workspace.Schema);
        await using var named = Another(host, tenancy => tenancy
            .AddContext<BillingDbContext>()
            .AddContext<DbContextFürÜberörtlicheGeschäftsführung>());
        await using var lease = await host.RentAsync<ShopDbContext>(workspace);
        var run = () => named.Migrator.RunAsync(cancellationToken: Token);

        if (lease.Context.Model.GetMaxIdentifierLength() < 67)
        {
            (await run.Should().ThrowAsync<WorkspaceMigrationException>())
                .WithMessage("*'__EFMigrationsHistory_DbContextFür*', has 67 bytes*MigrationsHistoryTable(...)*");
            (await host.Database.DescribeAsync(workspace.Schema)).Should().Equal(before);
        }
        else
        {
            (await run()).Succeeded.Should().BeTrue();
        }
    }

    [Fact]
    public async Task Contexts_registered_in_another_order_are_refused_before_anything_runs()
    {
        await using var host = await StartShopAsync(tenancy => tenancy.AddContext<BillingDbContext>());
        var workspace = await host.CreateWorkspaceAsync();
        var before = await host.Database.DumpAsync(workspace.Schema);
        await using var turned = TestHost.Create<BillingDbContext>(
            host.Database, tenancy => tenancy.AddContext<ShopDbContext>(), Mode, ownsDatabase: false);

        (await FluentActions.Awaiting(() => turned.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceMigrationException>())
            .WithMessage("*history of BillingDbContext*from when it was not the first context*in the order in which the schema was made*");
        (await host.Database.DumpAsync(workspace.Schema)).Should().Equal(before);
    }

    [Fact]
    public async Task A_context_that_became_the_first_one_is_refused_until_it_has_its_own_history()
    {
        await using var host = await StartShopAsync(tenancy => tenancy.AddContext<SupportDbContext>());
        var workspace = await host.CreateWorkspaceAsync();
        var before = await host.Database.DumpAsync(workspace.Schema);
        await using (var alone = TestHost.Create<SupportDbContext>(host.Database, configure: null, Mode, ownsDatabase: false))
        {
            // Both contexts have one migration, of the same id.
            foreach (var call in new Func<Task>[]
            {
                () => alone.Migrator.RunAsync(cancellationToken: Token),
                () => alone.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token),
                () => alone.Migrator.GetStatusAsync(Token),
                () => alone.CreateWorkspaceAsync(),
            })
            {
                (await call.Should().ThrowAsync<WorkspaceMigrationException>())
                    .WithMessage("*'__EFMigrationsHistory_SupportDbContext'*order*MigrationsHistoryTable(*Nothing was changed.");
            }
        }

        await using var named = TestHost.Create<SupportDbContext>(
            host.Database, tenancy => tenancy.ConfigureContext(NameHistory), Mode, ownsDatabase: false);
        (await named.Migrator.RunAsync(cancellationToken: Token)).Succeeded.Should().BeTrue();
        (await named.Migrator.GetStatusAsync(Token)).CurrentCount.Should().Be(1);
        (await host.Database.DumpAsync(workspace.Schema)).Should().Equal(before);

        static void NameHistory(IServiceProvider services, DbContextOptionsBuilder options)
            => ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(
                RelationalOptionsExtension.Extract(options.Options)
                    .WithMigrationsHistoryTableName("__EFMigrationsHistory_SupportDbContext").WithMigrationsHistoryTableSchema(null));
    }

    [Fact]
    public async Task A_script_brings_all_contexts_up()
    {
        await using var host = await StartShopAsync(tenancy => tenancy.AddContext<BillingDbContext>());
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = Another(
            host, tenancy => tenancy.AddContext<Contexts.Later.BillingDbContext>().AddContext<SupportDbContext>());

        await host.Database.RunScriptAsync(await next.Migrator.ScriptAsync(cancellationToken: Token));

        string.Join('\n', await host.Database.DescribeAsync(workspace.Schema)).Should().ContainAll([.. AllTables, "reminders"]);
        (await next.Migrator.GetStatusAsync(Token)).CurrentCount.Should().Be(1);
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
        await host.Database.RunScriptAsync(await next.Migrator.ScriptAsync(workspace.Id, cancellationToken: Token));
        (await next.Migrator.VerifyAsync(Token)).IsClean.Should().BeTrue();
    }

    private Task<TestHost> StartShopAsync()
        => StartShopAsync(tenancy => tenancy.AddContext<BillingDbContext>().AddContext<SupportDbContext>());

    private async Task<TestHost> StartShopAsync(Action<TenancyBuilder> configure)
    {
        var host = TestHost.Create<ShopDbContext>(Server.CreateDatabase(), configure, Mode);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        return host;
    }

    private TestHost Another(TestHost host, Action<TenancyBuilder> configure)
        => TestHost.Create<ShopDbContext>(host.Database, configure, Mode, ownsDatabase: false);
}
