using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Specifications;

/// <summary>What the library tells about itself while it works.</summary>
public abstract class ObservabilitySpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task Each_command_has_a_span_with_its_workspace()
    {
        await using var host = await StartAsync();
        Workspace[] workspaces = [await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync()];
        using var spans = new SpanRecorder();
        foreach (var workspace in workspaces)
        {
            await using (var lease = await host.RentAsync(workspace))
            {
                spans.Clear();
                var context = lease.Context;
                var expected = NamespaceOf(host, context);
                context.Add(new Project { WrittenFor = workspace.Id, Name = "a" });
                await context.SaveChangesAsync(Token);
                await context.Projects.ToListAsync(Token);
                context.Projects.AsNoTracking().ToList().Should().ContainSingle();
                await context.Projects.ExecuteUpdateAsync(set => set.SetProperty(p => p.Name, "b"), Token);
                context.Database.ExecuteSqlRaw("SELECT 1");

                var commands = spans.Named(TenancySignals.CommandSpan);
                commands.Should().HaveCount(5, "a save, two queries, an update, raw SQL")
                    .And.OnlyContain(s => Equals(s.GetTagItem("db.namespace"), expected))
                    .And.OnlyContain(s => Equals(s.GetTagItem(TenancySignals.WorkspaceIdTag), workspace.Id.ToString()))
                    .And.OnlyContain(s => s.Kind == ActivityKind.Client && s.Status == ActivityStatusCode.Unset);
                commands.SelectMany(s => s.TagObjects).Select(t => t.Key).Distinct()
                    .Should().BeEquivalentTo("db.namespace", TenancySignals.WorkspaceIdTag);
            }

            Activity.Current!.OperationName.Should().Be("test", "every span has ended");
        }
    }

    [Fact]
    public async Task A_command_that_is_only_shown_has_no_span()
    {
        await using var host = await StartAsync();
        await using var lease = await host.RentAsync(await host.CreateWorkspaceAsync());
        using var spans = new SpanRecorder();

        lease.Context.Projects.ToQueryString();
        await using var command = lease.Context.Projects.CreateDbCommand();

        spans.All.Should().BeEmpty();
        Activity.Current!.OperationName.Should().Be("test");
    }

    [Fact]
    public async Task The_span_of_a_command_of_the_master_names_its_schema_and_no_workspace()
    {
        await using var host = await StartAsync();
        using var spans = new SpanRecorder();

        await host.WithAsync<MasterDbContext, int>(master => master.Workspaces.CountAsync(Token));

        var span = spans.Named(TenancySignals.CommandSpan).Should().ContainSingle().Subject;
        span.GetTagItem("db.namespace").Should().BeOfType<string>().Which.Should().EndWith(host.Database.MasterSchema);
        span.GetTagItem(TenancySignals.WorkspaceIdTag).Should().BeNull();
    }

    [Fact]
    public async Task A_command_that_fails_tells_the_type_of_the_error_and_nothing_of_the_rows()
    {
        await using var host = await StartAsync();
        await using var lease = await host.RentAsync(await host.CreateWorkspaceAsync());
        using var spans = new SpanRecorder();

        var thrown = new List<string?>();
        await Note(() => lease.Context.Database.ExecuteSqlRawAsync("SELECT * FROM nowhere", Token));
        await Note(() => Task.FromResult(lease.Context.Database.ExecuteSqlRaw("SELECT * FROM nowhere")));

        // Beside them, the library looks whether the schema itself is lost.
        var commands = spans.Named(TenancySignals.CommandSpan).Where(s => s.Status != ActivityStatusCode.Unset).ToList();
        commands.Select(s => s.GetTagItem("error.type")).Should().Equal(thrown).And.HaveCount(2);
        commands.Should().OnlyContain(s => s.Status == ActivityStatusCode.Error && s.StatusDescription == null && !s.Events.Any());

        async Task Note(Func<Task> run)
            => thrown.Add((await FluentActions.Awaiting(run).Should().ThrowAsync<Exception>()).Which.GetType().FullName);
    }

    [Fact]
    public async Task Where_EF_is_instrumented_its_own_span_gets_the_workspace()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var lease = await host.RentAsync(workspace);
        using var spans = new SpanRecorder();
        using var instrumentation = new EfInstrumentation(spans.TraceId);

        await lease.Context.Projects.ToListAsync(Token);
        _ = lease.Context.Projects.AsNoTracking().ToList();

        instrumentation.Spans.Should().HaveCount(2)
            .And.OnlyContain(s => Equals(s.GetTagItem("db.namespace"), NamespaceOf(host, lease.Context)))
            .And.OnlyContain(s => Equals(s.GetTagItem(TenancySignals.WorkspaceIdTag), workspace.Id.ToString()));
        spans.Named(TenancySignals.CommandSpan).Should().BeEmpty("one span for a command is enough");
    }

    [Fact]
    public async Task Provisioning_and_migrating_have_spans_and_measures()
    {
        await using var host = await StartAsync();
        await using var next = host.Another<SpecDbContextV2>();
        using var metrics = new MetricRecorder(next);
        using var spans = new SpanRecorder();
        Workspace[] workspaces = [await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync()];
        var ids = workspaces.Select(w => w.Id.ToString()).ToArray();
        spans.Named(TenancySignals.ProvisionSpan).Select(IdOf).Should().Equal(ids);

        await next.Migrator.RunAsync(cancellationToken: Token);
        await next.Migrator.MigrateAsync(workspaces[0].Id, cancellationToken: Token);

        var run = spans.Named(TenancySignals.RunSpan).Should().ContainSingle().Subject;
        run.TagObjects.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            [TenancySignals.RunKindTag] = "migrate",
            [TenancySignals.RunWorkspacesTag] = 2,
            [TenancySignals.RunFailedTag] = 0,
            [TenancySignals.OutcomeTag] = "completed",
        });
        var migrations = spans.Named(TenancySignals.MigrateSpan);
        migrations.Where(s => s.ParentSpanId == run.SpanId).Select(IdOf).Should().BeEquivalentTo(ids);
        migrations.Select(s => s.GetTagItem(TenancySignals.OutcomeTag)).Should().Equal("migrated", "migrated", "up_to_date");
        metrics.TagsOf(TenancySignals.MigrationDuration).Should().Equal(
            "pmassist.outcome=migrated", "pmassist.outcome=migrated", "pmassist.outcome=up_to_date");
        metrics.Sums(TenancySignals.MigrationDuration)["pmassist.outcome=migrated"].Should().BePositive();
    }

    [Fact]
    public async Task A_failed_migration_is_a_failed_span_and_counted_as_failed()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var next = host.Another<SpecDbContextV2>();
        await host.Database.LoseAsync(workspace.Schema);
        using var metrics = new MetricRecorder(next);
        using var spans = new SpanRecorder();

        var report = await next.Migrator.RunAsync(cancellationToken: Token);

        var error = report.Failures.Should().ContainSingle().Which.Error!;
        var span = spans.Named(TenancySignals.MigrateSpan).Should().ContainSingle().Subject;
        (span.Status, span.GetTagItem("error.type"), span.GetTagItem(TenancySignals.OutcomeTag))
            .Should().Be((ActivityStatusCode.Error, error.GetType().FullName, "failed"));
        spans.Named(TenancySignals.RunSpan).Should().ContainSingle().Which.Status.Should().Be(ActivityStatusCode.Error);
        metrics.TagsOf(TenancySignals.MigrationDuration).Should().Equal("pmassist.outcome=failed");
    }

    [Fact]
    public async Task Visits_have_spans_and_log_scopes()
    {
        await using var host = await StartAsync();
        Workspace[] workspaces = [await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync()];
        using var spans = new SpanRecorder();
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("host");

        await host.Services.GetRequiredService<IWorkspaceFleet<SpecDbContext>>().VisitAsync(
            async (workspace, context, token) =>
            {
                await context.Projects.CountAsync(token);
                Note(logger, workspace);
                if (workspace.Id == workspaces[1].Id)
                {
                    throw new InvalidOperationException("no");
                }
            },
            cancellationToken: Token);

        var run = spans.Named(TenancySignals.RunSpan).Should().ContainSingle().Subject;
        (run.GetTagItem(TenancySignals.RunKindTag), run.GetTagItem(TenancySignals.RunFailedTag)).Should().Be(("visit", 1));
        var visits = spans.Named(TenancySignals.VisitSpan);
        visits.Should().OnlyContain(s => s.ParentSpanId == run.SpanId);
        visits.Select(s => (IdOf(s), s.GetTagItem(TenancySignals.OutcomeTag), s.GetTagItem("error.type"))).Should().BeEquivalentTo(
        [
            (workspaces[0].Id.ToString(), (object?)"succeeded", (object?)null),
            (workspaces[1].Id.ToString(), "failed", typeof(InvalidOperationException).FullName),
        ]);
        spans.Named(TenancySignals.CommandSpan).Where(c => IdOf(c) is not null)
            .Should().OnlyContain(
                c => visits.Single(v => v.SpanId == c.ParentSpanId).GetTagItem(TenancySignals.WorkspaceIdTag)!.Equals(IdOf(c)));
        AssertScopes(host, workspaces);
    }

    [Fact]
    public async Task What_a_scope_of_a_workspace_logs_is_in_a_log_scope_until_it_is_disposed()
    {
        await using var host = await StartAsync();
        Workspace[] workspaces = [await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync()];
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("host");
        foreach (var workspace in workspaces)
        {
            await using (var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token))
            {
                await scope.ServiceProvider.GetRequiredService<SpecDbContext>().Projects.CountAsync(Token);
                Note(logger, workspace);
            }

            Outside(logger);
        }

        AssertScopes(host, workspaces);
        host.Log.Entries.Where(e => e.Message == "outside").Should().HaveCount(2).And.OnlyContain(e => e.Scopes.Count == 0);
    }

    [Fact]
    public async Task A_scope_that_another_flow_disposes_leaves_that_flows_log_scopes_alone()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("host");
        var scope = await EnterAsync();
        using (logger.BeginWorkspaceScope(workspace))
        {
            await scope.DisposeAsync();
            Note(logger, workspace);
        }

        AssertScopes(host, [workspace]);

        async Task<WorkspaceScope> EnterAsync()
        {
            var entered = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
            entered.ServiceProvider.GetRequiredService<IWorkspaceAccessor>().Current!.Id.Should().Be(workspace.Id);
            return entered;
        }
    }

    [Fact]
    public async Task The_librarys_own_messages_have_public_names_and_the_workspace()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.Migrator.RunAsync(cancellationToken: Token);
        await host.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token);

        var entries = host.Log.Entries.Where(e => e.Category.StartsWith(TenancyDiagnostics.SourceName, StringComparison.Ordinal)).ToList();

        entries.Select(e => (e.Category, e.Event.Id, e.Event.Name)).Should().Contain(
        [
            (TenancySignals.ProvisioningLog, TenancyEvents.WorkspaceProvisioned, nameof(TenancyEvents.WorkspaceProvisioned)),
            (TenancySignals.MigrationsLog, TenancyEvents.RunFinished, nameof(TenancyEvents.RunFinished)),
            (TenancySignals.MigrationsLog, TenancyEvents.WorkspaceMigrated, nameof(TenancyEvents.WorkspaceMigrated)),
        ]);
        entries.Where(e => e.Event.Id is TenancyEvents.WorkspaceProvisioned or TenancyEvents.WorkspaceMigrated)
            .Should().OnlyContain(e => IsIn(e, workspace));
    }

    [Fact]
    public async Task Contexts_and_lookups_are_counted()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var other = host.Another();
        using var metrics = new MetricRecorder(other);

        for (var i = 0; i < 3; i++)
        {
            await (await other.RentAsync(workspace)).DisposeAsync();
        }

        await FluentActions.Awaiting(() => other.Contexts.RentAsync(Guid.NewGuid(), Token))
            .Should().ThrowAsync<WorkspaceNotFoundException>();

        metrics.Sums(TenancySignals.ContextsRented).Should().Equal(
            new Dictionary<string, double> { ["pmassist.context=SpecDbContext"] = 3 });
        metrics.Sums(TenancySignals.CatalogueLookups).Should().BeEquivalentTo(
            new Dictionary<string, double> { ["pmassist.result=hit"] = 2, ["pmassist.result=miss"] = 2 });
    }

    [Fact]
    public async Task Refused_commands_are_counted_by_their_reason()
    {
        await using var host = await StartAsync();
        var (first, second) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        using var metrics = new MetricRecorder(host);
        await using var unbound = host.Services.GetRequiredService<IDbContextFactory<SpecDbContext>>().CreateDbContext();
        await Refused<WorkspaceNotBoundException>(() => unbound.Projects.ToListAsync(Token));

        var lease = await host.RentAsync(first);
        var (query, facade) = (lease.Context.Projects.Where(p => p.Rank > 1), lease.Context.Database);
        var mine = new Project { WrittenFor = first.Id };
        lease.Context.Add(mine);
        await using (var foreign = await host.RentAsync(second))
        {
            await Refused<CrossWorkspaceAccessException>(
                () => foreign.Context.Database.ExecuteSqlRawAsync($"SELECT '{first.Schema}'", Token));
            await lease.Context.SaveChangesAsync(Token);
            await Refused<CrossWorkspaceAccessException>(() => Task.FromResult(foreign.Context.Attach(mine)));
        }

        await lease.DisposeAsync();
        await Refused<WorkspaceNotBoundException>(() => query.ToListAsync(Token));
        await Refused<WorkspaceNotBoundException>(() => facade.ExecuteSqlRawAsync("SELECT 1", Token));

        metrics.Sums(TenancySignals.CommandsRefused).Should().BeEquivalentTo(new Dictionary<string, double>
        {
            ["pmassist.context=SpecDbContext pmassist.reason=unbound"] = 1,
            ["pmassist.context=SpecDbContext pmassist.reason=other_workspace"] = 1,
            ["pmassist.context=SpecDbContext pmassist.reason=foreign_entity"] = 1,
            ["pmassist.context=SpecDbContext pmassist.reason=lease_over"] = 2,
        });

        static async Task Refused<TException>(Func<Task> run)
            where TException : Exception
            => await FluentActions.Awaiting(run).Should().ThrowAsync<TException>();
    }

    [Fact]
    public async Task The_fleet_is_counted_by_state_and_by_standing()
    {
        await using var host = await StartAsync();
        await using var next = host.Another<SpecDbContextV2>();
        await host.CreateWorkspaceAsync();
        var suspended = await host.CreateWorkspaceAsync();
        await host.WithAsync<IWorkspaceService, Workspace>(w => w.SuspendAsync(suspended.Id, cancellationToken: Token));
        await next.CreateWorkspaceAsync();

        (await CountAsync(next)).Should().Contain(
        [
            ("pmassist.schema.standing=behind", 2), ("pmassist.schema.standing=current", 1), ("pmassist.schema.standing=ahead", 0),
            ("pmassist.workspace.status=active", 2), ("pmassist.workspace.status=suspended", 1), ("pmassist.workspace.status=failed", 0),
        ]);
        (await CountAsync(host)).Should().Contain(
        [
            ("pmassist.schema.standing=behind", 0), ("pmassist.schema.standing=current", 2), ("pmassist.schema.standing=ahead", 1),
        ]);

        static async Task<List<(string, double)>> CountAsync(TestHost counted)
        {
            counted.Services.GetRequiredService<FleetGauges>().Publish();
            using var metrics = new MetricRecorder(counted);
            var found = new List<(string, double)>();
            await Waiting.UntilAsync(
                () =>
                {
                    metrics.Observe();
                    found = [.. metrics.Sums(TenancySignals.Schemas).Concat(metrics.Sums(TenancySignals.Workspaces))
                        .Select(p => (p.Key, p.Value))];
                    return Task.FromResult(found.Count > 0);
                },
                "the fleet was counted");
            return found;
        }
    }

    private static string? IdOf(Activity span) => (string?)span.GetTagItem(TenancySignals.WorkspaceIdTag);

    private static string NamespaceOf(TestHost host, SpecDbContext context)
        => host.Services.GetRequiredService<TenancyProvider>().MasterSharesDatabase
            ? $"{context.Database.GetDbConnection().Database}|{context.Schema}"
            : context.Schema.Name;

    private static bool IsIn(LogEntry entry, Workspace workspace)
        => entry.Scopes.Contains(new(TenancySignals.WorkspaceIdScopeKey, workspace.Id))
            && entry.Scopes.Contains(new(TenancySignals.WorkspaceSlugScopeKey, workspace.Slug));

    private static void AssertScopes(TestHost host, Workspace[] workspaces)
        => host.Log.Entries.Where(e => e.Message.StartsWith("in ", StringComparison.Ordinal)).Should().HaveCount(workspaces.Length)
            .And.OnlyContain(e => IsIn(e, workspaces.Single(w => e.Message == $"in {w.Slug}")));

#pragma warning disable CA1848, CA1873, CA2254 // A host's own message.
    private static void Note(ILogger logger, Workspace workspace) => logger.LogInformation($"in {workspace.Slug}");

    private static void Outside(ILogger logger) => logger.LogInformation("outside");
#pragma warning restore CA1848, CA1873, CA2254
}
