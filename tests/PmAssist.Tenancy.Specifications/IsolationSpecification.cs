using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Every way EF reads and writes, in two workspaces in turn over pooled contexts: each sees its own rows only.</summary>
public abstract class IsolationSpecification(ITestServer server) : Specification(server)
{
    /// <summary>
    /// One for both workspaces, and no longer than a test lives: a compiled query keeps to the model it met first, and EF's cache, which
    /// all the hosts of a process share, may have made another by the time the next host comes.
    /// </summary>
    private readonly Func<SpecDbContext, int, IAsyncEnumerable<Project>> _compiledQuery =
        EF.CompileAsyncQuery((SpecDbContext context, int rank) => context.Projects.OrderBy(p => p.Rank).Where(p => p.Rank >= rank));

    [Fact]
    public Task Linq_queries_see_their_own_rows() => InBothAsync(async (context, workspace) =>
    {
        var projects = await context.Projects.Where(p => p.Rank > 0).OrderBy(p => p.Name).ToListAsync(Token);
        projects.Should().HaveCount(2).And.OnlyContain(p => p.WrittenFor == workspace.Id);
        (await context.Projects.CountAsync(Token)).Should().Be(2);
        (await context.Projects.Select(p => p.WrittenFor).Distinct().SingleAsync(Token)).Should().Be(workspace.Id);
    });

    [Fact]
    public Task Include_and_split_queries_see_their_own_rows() => InBothAsync(async (context, workspace) =>
    {
        var joined = await context.Projects.Include(p => p.Tickets).AsNoTracking().ToListAsync(Token);
        var split = await context.Projects.Include(p => p.Tickets).AsSplitQuery().AsNoTracking().ToListAsync(Token);
        foreach (var projects in new[] { joined, split })
        {
            projects.SelectMany(p => p.Tickets).Should().HaveCount(4).And.OnlyContain(t => t.WrittenFor == workspace.Id);
        }
    });

    [Fact]
    public Task Compiled_queries_see_their_own_rows() => InBothAsync(async (context, workspace) =>
    {
        if (Mode == SchemaMode.ModelPerWorkspace)
        {
            var first = EF.CompileAsyncQuery((SpecDbContext c) => c.Projects.AsNoTracking());
            FluentActions.Invoking(() => first(context))
                .Should().Throw<NotSupportedException>("a declared gap").WithMessage("*SharedModel*");
            return;
        }

        var found = 0;
        await foreach (var project in _compiledQuery(context, 1))
        {
            project.WrittenFor.Should().Be(workspace.Id);
            found++;
        }

        found.Should().Be(2);
    });

    [Fact]
    public Task Lazy_loading_sees_its_own_rows() => InBothAsync(
        async (context, workspace) =>
        {
            var project = await context.Projects.FirstAsync(Token);
            project.GetType().Should().NotBe<Project>("the proxies are on");
            project.Tickets.Should().HaveCount(2).And.OnlyContain(t => t.WrittenFor == workspace.Id);
        },
        tenancy => tenancy.ConfigureContext((_, options) => options.UseLazyLoadingProxies()));

    [Fact]
    public Task Saves_in_batches_write_their_own_rows() => InBothAsync(async (context, workspace) =>
    {
        var projects = await context.Projects.OrderBy(p => p.Rank).ToListAsync(Token);
        projects[0].Name = "changed";
        context.Remove(projects[1]);
        context.AddRange(Enumerable.Range(10, 60).Select(rank => NewProject(workspace, rank)));
        await context.SaveChangesAsync(Token);

        context.ChangeTracker.Clear();
        var after = await context.Projects.ToListAsync(Token);
        after.Should().HaveCount(61).And.OnlyContain(p => p.WrittenFor == workspace.Id);
        after.Should().ContainSingle(p => p.Name == "changed");
    });

    [Fact]
    public Task Updates_and_deletes_in_bulk_change_their_own_rows() => InBothAsync(async (context, _) =>
    {
        (await context.Projects.ExecuteUpdateAsync(set => set.SetProperty(p => p.Rank, p => p.Rank + 100), Token)).Should().Be(2);
        (await context.Tickets.Where(t => t.Project!.Rank == 101).ExecuteDeleteAsync(Token)).Should().Be(2);
        (await context.Tickets.CountAsync(Token)).Should().Be(2);
    });

    [Fact]
    public Task Raw_sql_written_with_the_template_reads_and_writes_its_own_rows() => InBothAsync(async (context, workspace) =>
    {
        var table = TemplateTable(context, "projects");
        var projects = await context.Projects.FromSqlRaw($"SELECT * FROM {table}").Where(p => p.Rank > 0).ToListAsync(Token);
        projects.Should().HaveCount(2).And.OnlyContain(p => p.WrittenFor == workspace.Id);

        var rank = Column(context, "Rank");
        (await context.Database.ExecuteSqlRawAsync($"UPDATE {table} SET {rank} = {rank} + {{0}}", [7], Token)).Should().Be(2);
        var ranks = await context.Database.SqlQueryRaw<int>($"SELECT {rank} AS {Column(context, "Value")} FROM {table}").ToListAsync(Token);
        ranks.Should().BeEquivalentTo([8, 9]);
    });

    [Fact]
    public async Task What_is_sent_logged_shown_and_intercepted_names_the_workspaces_own_schema()
    {
        var recorder = new CommandRecorder();
        await using var host = await StartAsync(tenancy => tenancy.ConfigureContext((_, options) => options.AddInterceptors(recorder)));
        var workspace = await host.CreateWorkspaceAsync();
        await using var lease = await host.RentAsync(workspace);
        var query = lease.Context.Projects.Where(p => p.Name == "x").TagWith(WorkspaceSchema.TemplateName);

        await query.ToListAsync(Token);

        // The tag stands in every engine's text, whether or not the engine writes schemas.
        var shown = query.ToQueryString();
        var logged = host.Log.Messages.Where(
            m => m.Contains("Executed DbCommand", StringComparison.Ordinal) && m.Contains("projects", StringComparison.Ordinal));
        var seen = recorder.Texts.Where(t => t.Contains("-- ws_", StringComparison.Ordinal)).ToList();
        seen.Should().HaveCount(2, "it is seen when it is initialized and when it is executed");
        foreach (var text in seen.Append(shown).Concat(logged))
        {
            text.Should().Contain(workspace.Schema.Name).And.NotContain(WorkspaceSchema.TemplateName);
        }
    }

    [Fact]
    public Task Transactions_and_savepoints_stay_in_their_workspace() => InBothAsync(async (context, workspace) =>
    {
        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            context.Add(NewProject(workspace, 3));
            await context.SaveChangesAsync(Token);
            await transaction.CreateSavepointAsync("before", Token);
            context.Add(NewProject(workspace, 4));
            await context.SaveChangesAsync(Token);
            await transaction.RollbackToSavepointAsync("before", Token);
            await transaction.CommitAsync(Token);
        }

        context.ChangeTracker.Clear();
        (await context.Projects.Select(p => p.Rank).ToListAsync(Token)).Should().BeEquivalentTo([1, 2, 3]);
    });

    [Fact]
    public Task A_retried_operation_stays_in_its_workspace() => InBothAsync(async (context, workspace) =>
    {
        var attempts = 0;
        var strategy = new RetryTwice(context);
        await strategy.ExecuteAsync(async token =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(token);
            context.ChangeTracker.Clear();
            context.Add(NewProject(workspace, 5));
            await context.SaveChangesAsync(token);
            if (++attempts < 3)
            {
                throw new TimeoutException("transient");
            }

            await transaction.CommitAsync(token);
        }, Token);

        attempts.Should().Be(3);
        (await context.Projects.CountAsync(p => p.Rank == 5, Token)).Should().Be(1);
    });

    [Fact]
    public Task Two_contexts_on_one_transaction_see_their_workspaces_rows() => InBothAsync(async (context, workspace) =>
    {
        await using var transaction = await context.Database.BeginTransactionAsync(Token);
        context.Add(NewProject(workspace, 6));
        await context.SaveChangesAsync(Token);

        var options = new DbContextOptionsBuilder<SpecDbContext>().UseWorkspaceSchemas(
            _database!.CreateProvider(), Mode == SchemaMode.ModelPerWorkspace ? workspace.Schema : null).Options;
        await using var second = new SpecDbContext(options);
        second.BindTo(workspace.Schema);
        second.Database.SetDbConnection(context.Database.GetDbConnection());
        await second.Database.UseTransactionAsync(transaction.GetDbTransaction(), Token);

        (await second.Projects.Select(p => p.Rank).ToListAsync(Token)).Should().BeEquivalentTo([1, 2, 6]);
        await transaction.RollbackAsync(Token);
    });

    [Fact]
    public Task Json_text_with_braces_arrives_as_it_was_written() => InBothAsync(async (context, workspace) =>
    {
        const string Settings = """{"a": {"b": [1, "{0}", "}}"]}}""";
        var project = NewProject(workspace, 7);
        project.Settings = Settings;
        context.Add(project);
        await context.SaveChangesAsync(Token);

        context.ChangeTracker.Clear();
        var read = await context.Projects.Where(p => p.Rank == 7).Select(p => p.Settings).SingleAsync(Token);
        System.Text.Json.Nodes.JsonNode.DeepEquals(
            System.Text.Json.Nodes.JsonNode.Parse(read), System.Text.Json.Nodes.JsonNode.Parse(Settings)).Should().BeTrue();
    });

    [Fact]
    public Task Schema_names_in_parameters_are_values() => InBothAsync(async (context, workspace) =>
    {
        foreach (var name in new[] { WorkspaceSchema.TemplateName, WorkspaceSchema.For(Guid.NewGuid()).Name })
        {
            var project = NewProject(workspace, 8);
            project.Name = name;
            context.Add(project);
            await context.SaveChangesAsync(Token);
            (await context.Projects.SingleAsync(p => p.Name == name, Token)).Name.Should().Be(name);
        }
    });

    [Fact]
    public Task Schema_names_in_literals_become_the_own_one_or_are_refused() => InBothAsync(async (context, workspace) =>
    {
        var value = Column(context, "Value");
        var own = await context.Database.SqlQueryRaw<string>($"SELECT '{WorkspaceSchema.TemplateName}' AS {value}").ToListAsync(Token);
        own.Should().Equal(workspace.Schema.Name);

        var other = WorkspaceSchema.For(Guid.NewGuid()).Name;
        var refused = () => context.Database.SqlQueryRaw<string>($"SELECT '{other.ToUpperInvariant()}' AS {value}").ToListAsync(Token);
        (await refused.Should().ThrowAsync<CrossWorkspaceAccessException>()).WithMessage($"*{workspace.Schema}*was not sent*");
    });

    [Fact]
    public async Task A_context_that_the_scope_its_user_and_the_lease_dispose_is_given_back_once()
    {
        await using var host = await StartAsync(tenancy => tenancy.Configure(options => options.ContextPoolSize = 4));
        var (first, second) = await FillAsync(host);

        for (var round = 0; round < 20; round++)
        {
            await using (var scope = await host.Scopes.CreateScopeAsync(first.Id, Token))
            {
                var context = scope.ServiceProvider.GetRequiredService<SpecDbContext>();
                (await context.Projects.FirstAsync(Token)).WrittenFor.Should().Be(first.Id);
                await context.DisposeAsync();
            }

            var lease = await host.RentAsync(first);
            await lease.Context.DisposeAsync();
            await using var meanwhile = await host.RentAsync(second);
            await lease.DisposeAsync();
            lease.Dispose();

            // Two leases at once are two instances, each in its own workspace.
            await using var a = await host.RentAsync(first);
            await using var b = await host.RentAsync(second);
            a.Context.Should().NotBeSameAs(b.Context).And.NotBeSameAs(meanwhile.Context);
            b.Context.Should().NotBeSameAs(meanwhile.Context);
            await lease.DisposeAsync();
            (await a.Context.Projects.FirstAsync(Token)).WrittenFor.Should().Be(first.Id);
            (await b.Context.Projects.FirstAsync(Token)).WrittenFor.Should().Be(second.Id);
        }
    }

    [Fact]
    public async Task A_lease_and_its_context_cannot_be_used_after_it_is_over()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var lease = await host.RentAsync(workspace);
        var context = lease.Context;
        await lease.DisposeAsync();

        FluentActions.Invoking(() => lease.Context).Should().Throw<ObjectDisposedException>();
        await FluentActions.Awaiting(() => context.Projects.ToListAsync(Token)).Should().ThrowAsync<ObjectDisposedException>();

        var second = await host.RentAsync(workspace);
        second.Dispose();
        FluentActions.Invoking(() => second.Context).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public async Task A_pooled_instance_is_reused_for_another_workspace_and_forgets_the_first()
    {
        await using var host = await StartAsync(tenancy => tenancy.Configure(options => options.ContextPoolSize = 1));
        var (first, second) = await FillAsync(host);

        SpecDbContext instance;
        await using (var lease = await host.RentAsync(first))
        {
            instance = lease.Context;
            await instance.Projects.LoadAsync(Token);
        }

        if (host.Services.GetRequiredService<WorkspaceContexts<SpecDbContext>>().Pool is { } pool)
        {
            // It knows how to open the first workspace's database, and did so a moment ago.
            using var between = pool.Rent();
            between.Context.Should().BeSameAs(instance);
            FluentActions.Invoking(() => instance.Database.OpenConnection()).Should().Throw<WorkspaceNotBoundException>();
            await FluentActions.Awaiting(() => instance.Database.OpenConnectionAsync(Token))
                .Should().ThrowAsync<WorkspaceNotBoundException>();
        }

        await using (var lease = await host.RentAsync(second))
        {
            ReferenceEquals(lease.Context, instance).Should().Be(Mode == SchemaMode.SharedModel, "one mode pools, the other cannot");
            lease.Context.ChangeTracker.Entries().Should().BeEmpty();
            lease.Context.WorkspaceId.Should().Be(second.Id);
            (await lease.Context.Projects.Select(p => p.WrittenFor).Distinct().ToListAsync(Token)).Should().Equal(second.Id);
        }
    }

    [Fact]
    public async Task Workspaces_used_at_the_same_time_keep_apart()
    {
        await using var host = await StartAsync();
        var (first, second) = await FillAsync(host);

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (i, token) =>
            {
                var workspace = i % 2 == 0 ? first : second;
                await using var lease = await host.Contexts.RentAsync(workspace.Id, token);
                var owners = await lease.Context.Projects.Select(p => p.WrittenFor).Distinct().ToListAsync(token);
                owners.Should().Equal(workspace.Id);
            });
    }

    private ITestDatabase? _database;

    private static Project NewProject(Workspace workspace, int rank)
        => new()
        {
            WrittenFor = workspace.Id,
            Name = $"Project {rank}",
            Rank = rank,
            Tickets = [new Ticket { WrittenFor = workspace.Id, Title = "a" }, new Ticket { WrittenFor = workspace.Id, Title = "b" }],
        };

    private static string TemplateTable(DbContext context, string table)
        => context.GetService<ISqlGenerationHelper>().DelimitIdentifier(table, WorkspaceSchema.TemplateName);

    private static string Column(DbContext context, string column) => context.GetService<ISqlGenerationHelper>().DelimitIdentifier(column);

    private static async Task<(Workspace First, Workspace Second)> FillAsync(TestHost host)
    {
        var workspaces = new[] { await host.CreateWorkspaceAsync("First"), await host.CreateWorkspaceAsync("Second") };
        foreach (var workspace in workspaces)
        {
            await using var lease = await host.RentAsync(workspace);
            lease.Context.AddRange(NewProject(workspace, 1), NewProject(workspace, 2));
            await lease.Context.SaveChangesAsync(Token);
        }

        return (workspaces[0], workspaces[1]);
    }

    /// <summary>
    /// Runs in the first workspace, then in the second on the same pooled instance, then checks the first was left alone.
    /// </summary>
    private async Task InBothAsync(Func<SpecDbContext, Workspace, Task> run, Action<TenancyBuilder>? configure = null)
    {
        await using var host = await StartAsync(configure);
        _database = host.Database;
        var (first, second) = await FillAsync(host);
        foreach (var workspace in new[] { first, second })
        {
            var other = workspace == first ? second : first;
            var before = await SnapshotAsync(host, other);
            await using (var lease = await host.RentAsync(workspace))
            {
                await run(lease.Context, workspace);
            }

            (await SnapshotAsync(host, other)).Should().BeEquivalentTo(before, "the other workspace was not touched");
        }
    }

    private static async Task<List<(Guid, string, int, Guid)>> SnapshotAsync(TestHost host, Workspace workspace)
    {
        await using var lease = await host.RentAsync(workspace);
        var rows = await lease.Context.Projects.AsNoTracking().ToListAsync(Token);
        rows.Should().OnlyContain(p => p.WrittenFor == workspace.Id);
        return [.. rows.Select(p => (p.Id, p.Name, p.Rank, p.WrittenFor))];
    }

    private sealed class RetryTwice(DbContext context) : ExecutionStrategy(context, maxRetryCount: 2, maxRetryDelay: TimeSpan.Zero)
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is TimeoutException;
    }
}
