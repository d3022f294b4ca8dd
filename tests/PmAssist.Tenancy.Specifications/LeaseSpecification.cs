using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>What a lease puts on its context, keeps past its end or takes along reaches no other workspace.</summary>
public abstract class LeaseSpecification(ITestServer server) : Specification(server)
{
    /// <summary>
    /// No longer than a test lives: EF's cache, which all the hosts of a process share, may have made another model by the next host's
    /// time.
    /// </summary>
    private readonly Func<SpecDbContext, IAsyncEnumerable<Project>> _compiled =
        EF.CompileAsyncQuery((SpecDbContext context) => context.Projects.AsNoTracking());

    [Fact]
    public async Task An_untouched_context_is_used_again()
    {
        await using var host = await StartWithOneContextAsync();
        var (first, second) = await FillAsync(host);
        SpecDbContext instance;
        await using (var lease = await host.RentAsync(first))
        {
            instance = lease.Context;
            lease.Context.Database.SetCommandTimeout(77);
            await using var transaction = await lease.Context.Database.BeginTransactionAsync(Token);
            await lease.Context.Projects.LoadAsync(Token);
        }

        await using var next = await host.RentAsync(second);
        ReferenceEquals(next.Context, instance).Should().Be(Mode == SchemaMode.SharedModel);
        next.Context.Database.GetCommandTimeout().Should().NotBe(77);
    }

    [Fact]
    public async Task A_connection_and_transaction_that_a_lease_shares_are_in_no_later_lease()
    {
        await using var host = await StartWithOneContextAsync();
        var (first, second) = await FillAsync(host);
        await using var foreign = await host.Database.OpenAsync(first.Schema);
        await using (var transaction = await foreign.BeginTransactionAsync(Token))
        {
            SpecDbContext tainted;
            await using (var lease = await host.RentAsync(first))
            {
                tainted = lease.Context;
                tainted.Database.SetDbConnection(foreign);
                await tainted.Database.UseTransactionAsync(transaction, Token);
                tainted.Add(NewProject(first, "shared"));
                await tainted.SaveChangesAsync(Token);
            }

            for (var round = 0; round < 3; round++)
            {
                if (round == 1)
                {
                    // An instance that has not opened a connection of its own yet.
                    await using var fresh = host.Another();
                    await using (var unused = await fresh.RentAsync(first))
                    {
                        unused.Context.Database.SetDbConnection(foreign);
                    }

                    await using var later = await fresh.RentAsync(second);
                    later.Context.Database.GetDbConnection().Should().NotBeSameAs(foreign);
                }

                await using var lease = await host.RentAsync(second);
                lease.Context.Should().NotBeSameAs(tainted);
                lease.Context.Database.GetDbConnection().Should().NotBeSameAs(foreign);
                lease.Context.Database.CurrentTransaction.Should().BeNull();
                lease.Context.Add(NewProject(second, $"own {round}"));
                await lease.Context.SaveChangesAsync(Token);
            }

            await transaction.RollbackAsync(Token);
        }

        (await NamesAsync(host, first)).Should().Equal("First");
        (await NamesAsync(host, second)).Should().BeEquivalentTo("Second", "own 0", "own 1", "own 2");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_context_from_which_a_lease_took_its_connection_is_not_used_again(bool useItFirst)
    {
        await using var host = await StartWithOneContextAsync();
        var (first, second) = await FillAsync(host);
        await using var foreign = await host.Database.OpenAsync(first.Schema);
        await using var fresh = host.Another();
        SpecDbContext tainted;
        await using (var lease = await fresh.RentAsync(first))
        {
            tainted = lease.Context;
            if (useItFirst)
            {
                await tainted.Projects.LoadAsync(Token);
            }

            tainted.Database.SetDbConnection(foreign);
            tainted.Database.SetDbConnection(null);
        }

        await using var next = await fresh.RentAsync(second);
        next.Context.Should().NotBeSameAs(tainted, "it would no longer close the connection that EF makes next");
        (await next.Context.Projects.SingleAsync(Token)).Name.Should().Be("Second");
    }

    [Fact]
    public async Task A_connection_string_that_a_lease_sets_is_in_no_later_lease()
    {
        await using var host = await StartWithOneContextAsync();
        var (first, second) = await FillAsync(host);
        foreach (var useItFirst in new[] { false, true })
        {
            await using (var lease = await host.RentAsync(first))
            {
                if (useItFirst)
                {
                    await lease.Context.Projects.LoadAsync(Token);
                }

                lease.Context.Database.SetConnectionString(lease.Context.Database.GetConnectionString() + ";Pooling=False");
            }

            await using var next = await host.RentAsync(second);
            next.Context.Database.GetConnectionString().Should().NotContain("Pooling=False");
            next.Context.Database.GetDbConnection().ConnectionString.Should().NotContain("Pooling=False");
            (await next.Context.Projects.SingleAsync(Token)).Name.Should().Be("Second");
        }
    }

    [Fact]
    public async Task A_string_set_on_the_connection_itself_is_in_no_later_lease()
    {
        await using var host = await StartWithOneContextAsync();
        var (first, second) = await FillAsync(host);
        foreach (var useItFirst in new[] { false, true })
        {
            await using (var lease = await host.RentAsync(first))
            {
                if (useItFirst)
                {
                    await lease.Context.Projects.LoadAsync(Token);
                }

                lease.Context.Database.GetDbConnection().ConnectionString += ";Pooling=False";
            }

            await using var next = await host.RentAsync(second);
            next.Context.Database.GetDbConnection().ConnectionString.Should().NotContain("Pooling=False");
            (await next.Context.Projects.SingleAsync(Token)).Name.Should().Be("Second");
        }
    }

    [Fact]
    public async Task A_connection_put_on_a_master_context_is_in_no_later_one()
    {
        await using var host = await StartWithOneContextAsync();
        await using var foreign = await host.Database.OpenAsync(schema: null);
        var factory = host.Services.GetRequiredService<IDbContextFactory<MasterDbContext>>();
        await using (var context = factory.CreateDbContext())
        {
            context.Database.SetDbConnection(foreign);
            await context.Workspaces.CountAsync(Token);
        }

        await using (var scope = host.Services.CreateAsyncScope())
        {
            var scoped = scope.ServiceProvider.GetRequiredService<MasterDbContext>();
            scoped.Database.GetDbConnection().Should().NotBeSameAs(foreign);
            scoped.Database.SetDbConnection(foreign);
        }

        await using var next = factory.CreateDbContext();
        next.Database.GetDbConnection().Should().NotBeSameAs(foreign);
        (await next.Workspaces.CountAsync(Token)).Should().Be(0);
    }

    [Fact]
    public async Task A_query_kept_past_its_lease_reads_nothing_of_the_next_workspace()
    {
        await using var host = await StartWithOneContextAsync();
        var (first, second) = await FillAsync(host);
        IQueryable<Project> query;
        IAsyncEnumerable<Project> notBegun;
        IAsyncEnumerator<Project> enumerator;
        IAsyncEnumerable<Project>? compiled = null;
        DatabaseFacade database;
        await using (var lease = await host.RentAsync(first))
        {
            query = lease.Context.Projects.Where(p => p.Name != "");
            notBegun = query.AsAsyncEnumerable();
            enumerator = lease.Context.Projects.AsNoTracking().AsAsyncEnumerable().GetAsyncEnumerator(Token);
            compiled = Mode == SchemaMode.SharedModel ? _compiled(lease.Context) : null;
            database = lease.Context.Database;
            (await query.CountAsync(Token)).Should().Be(1);
        }

        await RefusedAsync();
        await using (var lease = await host.RentAsync(second))
        {
            await RefusedAsync();
            (await lease.Context.Projects.Where(p => p.Name != "").SingleAsync(Token)).Name.Should().Be("Second");
            await lease.Context.Database.OpenConnectionAsync(Token);
            await RefusedAsync();
        }

        await enumerator.DisposeAsync();

        async Task RefusedAsync()
        {
            await Refused(() => query.ToListAsync(Token));
            await Refused(() => query.OrderBy(p => p.Name).Select(p => p.Name).FirstAsync(Token));
            await Refused(() => query.ExecuteDeleteAsync(Token));
            await Refused(() => notBegun.GetAsyncEnumerator(Token).MoveNextAsync().AsTask());
            await Refused(() => enumerator.MoveNextAsync().AsTask());
            await Refused(() => database.ExecuteSqlRawAsync("SELECT 1", Token));
            await Refused(() => database.BeginTransactionAsync(Token));
            FluentActions.Invoking(() => query.ToList()).Should().Throw<WorkspaceNotBoundException>();
            FluentActions.Invoking(() => query.Count()).Should().Throw<WorkspaceNotBoundException>();
            FluentActions.Invoking(() => database.GetDbConnection()).Should().Throw<WorkspaceNotBoundException>();
            if (compiled is not null)
            {
                await Refused(() => compiled.GetAsyncEnumerator(Token).MoveNextAsync().AsTask());
            }
        }

        static async Task Refused(Func<Task> run)
            => await run.Should().ThrowAsync<WorkspaceNotBoundException>().WithMessage("*lease*over*");
    }

    [Theory]
    [InlineData(EntityState.Added)]
    [InlineData(EntityState.Unchanged)]
    [InlineData(EntityState.Modified)]
    [InlineData(EntityState.Deleted)]
    public async Task An_entry_kept_past_its_lease_brings_nothing_into_the_next_one(EntityState state)
    {
        await using var host = await StartWithOneContextAsync();
        var (first, second) = await FillAsync(host);
        EntityEntry<Project> read, added, detached;
        await using (var lease = await host.RentAsync(first))
        {
            read = lease.Context.Entry(await lease.Context.Projects.SingleAsync(Token));
            added = lease.Context.Add(NewProject(first, "never saved"));
            detached = lease.Context.Entry(NewProject(first, "never tracked"));
        }

        Try();
        await using (var lease = await host.RentAsync(second))
        {
            Try();
            lease.Context.ChangeTracker.Entries().Should().BeEmpty();
            lease.Context.Add(NewProject(second, "own"));
            Try();
            lease.Context.ChangeTracker.Entries().Should().ContainSingle();
            await lease.Context.SaveChangesAsync(Token);
        }

        (await NamesAsync(host, first)).Should().Equal("First");
        (await NamesAsync(host, second)).Should().BeEquivalentTo("Second", "own");

        // Setting the state that the entry has is no change; all else throws where the instance is pooled.
        void Try()
        {
            foreach (var entry in (EntityEntry<Project>[])[read, added, detached])
            {
                if (Mode == SchemaMode.SharedModel && entry.State != state)
                {
                    FluentActions.Invoking(() => entry.State = state)
                        .Should().Throw<WorkspaceNotBoundException>().WithMessage("*entry*lease*over*");
                }
            }
        }
    }

    [Fact]
    public async Task An_entry_kept_past_its_lease_reads_nothing_of_the_next_workspace()
    {
        await using var host = await StartWithOneContextAsync();
        var (first, second) = await FillAsync(host);
        EntityEntry<Project> kept;
        await using (var lease = await host.RentAsync(first))
        {
            kept = lease.Context.Entry(await lease.Context.Projects.SingleAsync(Token));
            var copy = NewProject(second, "of the second");
            copy.Id = kept.Entity.Id;
            await using var other = await host.Another().RentAsync(second);
            other.Context.Add(copy);
            await other.Context.SaveChangesAsync(Token);
        }

        await using var next = await host.RentAsync(second);
        foreach (var read in new Func<Task>[]
        {
            () => kept.GetDatabaseValuesAsync(Token),
            () => kept.ReloadAsync(Token),
            () => Task.FromResult(kept.GetDatabaseValues()),
        })
        {
            if (Mode == SchemaMode.SharedModel)
            {
                await read.Should().ThrowAsync<WorkspaceNotBoundException>();
            }
            else
            {
                await read.Should().ThrowAsync<ObjectDisposedException>();
            }
        }

        next.Context.ChangeTracker.Entries().Should().BeEmpty();
    }

    [Fact]
    public async Task Without_a_pool_each_lease_has_a_context_of_its_own_and_a_stale_one_throws()
    {
        await using var host = await StartAsync(tenancy => tenancy.Configure(options => options.ContextPoolSize = 0));
        var (first, second) = await FillAsync(host);
        SpecDbContext context;
        DbSet<Project> set;
        await using (var lease = await host.RentAsync(first))
        {
            (context, set) = (lease.Context, lease.Context.Projects);
            (await set.CountAsync(Token)).Should().Be(1);
        }

        await using var next = await host.RentAsync(second);
        next.Context.Should().NotBeSameAs(context);
        await FluentActions.Awaiting(() => context.Projects.CountAsync(Token)).Should().ThrowAsync<ObjectDisposedException>();
        await FluentActions.Awaiting(() => set.CountAsync(Token)).Should().ThrowAsync<Exception>();
        await using var scope = host.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<MasterDbContext>().Workspaces.CountAsync(Token)).Should().Be(2);
    }

    [Fact]
    public async Task An_entity_tracked_in_one_workspace_is_not_updated_in_another()
    {
        await using var host = await StartAsync();
        var (first, second) = await FillAsync(host);
        await using var a = await host.RentAsync(first);
        await using var b = await host.RentAsync(second);
        var project = await a.Context.Projects.SingleAsync(Token);
        var ticket = new Ticket { Id = Guid.NewGuid(), WrittenFor = second.Id, Title = "t", Project = project };

        var attempts = new Action[]
        {
            () => b.Context.Update(project), () => b.Context.Attach(project), () => b.Context.Remove(project),
            () => b.Context.Projects.UpdateRange(project), () => b.Context.Entry(project).State = EntityState.Modified,
            () => b.Context.Update(ticket),
        };
        foreach (var attempt in attempts)
        {
            attempt.Should().Throw<CrossWorkspaceAccessException>().WithMessage($"*Project*{first.Schema}*{second.Schema}*");
            b.Context.Entry(project).State.Should().Be(EntityState.Detached);
            b.Context.ChangeTracker.Clear();
        }

        a.Context.Entry(project).State.Should().Be(EntityState.Unchanged);
        await using var sameWorkspace = await host.RentAsync(first);
        project.Tickets.Clear();
        project.Name = "renamed";
        sameWorkspace.Context.Update(project);
        await sameWorkspace.Context.SaveChangesAsync(Token);
        b.Context.Add(project);
        await b.Context.SaveChangesAsync(Token);
        (await NamesAsync(host, first)).Should().Equal("renamed");
        (await NamesAsync(host, second)).Should().BeEquivalentTo("Second", "renamed");
    }

    [Fact]
    public async Task An_entity_tracked_in_one_workspace_is_not_added_to_another_and_then_updated()
    {
        await using var host = await StartAsync();
        var (first, second) = await FillAsync(host);
        await using var a = await host.RentAsync(first);
        await using var b = await host.RentAsync(second);
        var project = await a.Context.Projects.SingleAsync(Token);
        b.Context.Add(project);
        foreach (var attempt in new Action[]
                 {
                     () => b.Context.Update(project), () => b.Context.Entry(project).State = EntityState.Modified,
                     () => b.Context.Entry(project).State = EntityState.Deleted,
                 })
        {
            attempt.Should().Throw<CrossWorkspaceAccessException>().WithMessage($"*Project*{first.Schema}*{second.Schema}*");
            b.Context.Entry(project).State.Should().Be(EntityState.Added);
        }

        await b.Context.SaveChangesAsync(Token);
        project.Name = "B's own row by now";
        await b.Context.SaveChangesAsync(Token);
        (await NamesAsync(host, first)).Should().Equal("First");
        (await NamesAsync(host, second)).Should().BeEquivalentTo("Second", "B's own row by now");
    }

    [Fact]
    public async Task Of_two_workspaces_that_are_entered_at_once_in_a_scope_one_wins()
    {
        await using var host = await StartAsync(tenancy => tenancy.Configure(options => options.CatalogueCacheDuration = TimeSpan.Zero));
        var (first, second) = await FillAsync(host);
        for (var round = 0; round < 50; round++)
        {
            await using var scope = host.Services.CreateAsyncScope();
            var accessor = scope.ServiceProvider.GetRequiredService<IWorkspaceAccessor>();
            using var start = new Barrier(3);
            var entering = new[] { first, second, first }.Select(workspace => Task.Run(async () =>
            {
                start.SignalAndWait(Token);
                return (await accessor.EnterAsync(workspace.Id, Token)).Id;
            })).ToList();

            await Task.WhenAll(entering).WaitAsync(Token).ContinueWith(_ => { }, TaskScheduler.Default);

            var current = accessor.Current!.Id;
            entering.Where(t => t.IsCompletedSuccessfully).Select(t => t.Result).Should().OnlyContain(id => id == current)
                .And.HaveCount(current == first.Id ? 2 : 1);
            entering.Where(t => t.IsFaulted).Should().OnlyContain(t => t.Exception!.InnerException is InvalidOperationException);
            scope.ServiceProvider.GetRequiredService<SpecDbContext>().WorkspaceId.Should().Be(current);
        }
    }

    [Fact]
    public async Task The_same_command_has_another_text_in_each_workspace()
    {
        var recorder = new CommandRecorder();
        await using var host = await StartAsync(tenancy => tenancy.ConfigureContext((_, options) => options.AddInterceptors(recorder)));
        var (first, second) = await FillAsync(host);
        var texts = new List<string[]>();
        foreach (var workspace in new[] { first, second })
        {
            await using var lease = await host.RentAsync(workspace);
            var delete = $"DELETE FROM {Table(lease.Context)} WHERE 1 = 0 -- a comment";
            var before = recorder.Texts.Count;
            await lease.Context.Projects.Where(p => p.Rank > 0).ToListAsync(Token);
            await lease.Context.Database.ExecuteSqlRawAsync(delete, Token);
            texts.Add([.. recorder.Texts.Skip(before), lease.Context.Projects.ToQueryString()]);
        }

        texts[0].Should().HaveCountGreaterThan(2).And.HaveSameCount(texts[1]);
        texts[0].Should().OnlyContain(t => t.Contains(first.Schema.Name, StringComparison.Ordinal));
        texts[1].Should().OnlyContain(t => t.Contains(second.Schema.Name, StringComparison.Ordinal));
    }

    private static string Table(DbContext context)
        => context.GetService<Microsoft.EntityFrameworkCore.Storage.ISqlGenerationHelper>()
            .DelimitIdentifier("projects", WorkspaceSchema.TemplateName);

    private Task<TestHost> StartWithOneContextAsync() => StartAsync(tenancy => tenancy.Configure(options => options.ContextPoolSize = 1));

    private static Project NewProject(Workspace workspace, string name) => new() { WrittenFor = workspace.Id, Name = name, Rank = 1 };

    private static async Task<(Workspace First, Workspace Second)> FillAsync(TestHost host)
    {
        var workspaces = new[] { await host.CreateWorkspaceAsync("First"), await host.CreateWorkspaceAsync("Second") };
        foreach (var workspace in workspaces)
        {
            await using var lease = await host.RentAsync(workspace);
            lease.Context.Add(NewProject(workspace, workspace.Name));
            await lease.Context.SaveChangesAsync(Token);
        }

        return (workspaces[0], workspaces[1]);
    }

    private static async Task<List<string>> NamesAsync(TestHost host, Workspace workspace)
    {
        await using var lease = await host.RentAsync(workspace);
        return await lease.Context.Projects.Select(p => p.Name).ToListAsync(Token);
    }
}
