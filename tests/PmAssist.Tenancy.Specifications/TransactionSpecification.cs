using System.Data;
using System.Data.Common;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications.Contexts;
using IsolationLevel = System.Data.IsolationLevel;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// One transaction over the contexts of a scope: all of it, or nothing, and afterwards no trace of the shared connection.
/// </summary>
public abstract class TransactionSpecification(ITestServer server) : Specification(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_several_contexts_save_is_committed_together_on_one_connection(bool resolvedBefore)
    {
        var watch = new ConnectionCounter();
        await using var host = await StartShopAsync(tenancy => tenancy.ConfigureContext((_, options) => options.AddInterceptors(watch)));
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var services = scope.ServiceProvider;
        if (resolvedBefore)
        {
            _ = services.GetRequiredService<LedgerDbContext>();
            _ = services.GetRequiredService<BillingDbContext>();
        }

        watch.Opened = 0;
        var customer = await Transactions(scope).RunAsync(
            async token =>
            {
                var id = await AddAsync(services, "shop", 1, token);
                services.GetRequiredService<LedgerDbContext>().Add(new Invoice { CustomerId = id, Amount = 2 });
                await services.GetRequiredService<LedgerDbContext>().SaveChangesAsync(token);
                (await services.GetRequiredService<BillingDbContext>().Invoices.CountAsync(token))
                    .Should().Be(2, "each sees what the others saved");
                return id;
            },
            cancellationToken: Token);

        watch.Opened.Should().Be(1);
        (await NamesAsync(host, workspace)).Should().Equal("shop");
        (await AmountsAsync(host, workspace)).Should().Equal(1, 2);
        customer.Should().NotBeEmpty();
    }

    [Fact]
    public async Task An_error_leaves_nothing_of_any_context_and_is_thrown_as_it_is()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);

        await FluentActions.Awaiting(() => Transactions(scope).RunAsync(
                async token =>
                {
                    await AddAsync(scope.ServiceProvider, "lost", 1, token);
                    throw new InvalidDataException("told");
                },
                cancellationToken: Token))
            .Should().ThrowAsync<InvalidDataException>().WithMessage("told");

        (await NamesAsync(host, workspace)).Should().BeEmpty();
        (await AmountsAsync(host, workspace)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_canceled_run_leaves_nothing_even_if_the_work_does_not_look_at_its_token()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        using var cancellation = new CancellationTokenSource();

        await FluentActions.Awaiting(() => Transactions(scope).RunAsync(
                async _ =>
                {
                    await AddAsync(scope.ServiceProvider, "lost", 1, Token);
                    await cancellation.CancelAsync();
                },
                cancellationToken: cancellation.Token))
            .Should().ThrowAsync<OperationCanceledException>();

        (await NamesAsync(host, workspace)).Should().BeEmpty();
    }

    [Fact]
    public async Task After_a_run_each_context_works_on_a_connection_of_its_own()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var services = scope.ServiceProvider;
        DbContext[] contexts = [services.GetRequiredService<ShopDbContext>(), services.GetRequiredService<BillingDbContext>(),
            services.GetRequiredService<LedgerDbContext>()];
        foreach (var fails in new[] { false, true, false })
        {
            var run = () => Transactions(scope).RunAsync(
                async token =>
                {
                    await AddAsync(services, fails ? "lost" : "kept", 1, token);
                    contexts.Select(c => c.Database.GetDbConnection()).Distinct().Should().ContainSingle();
                    contexts.Should().OnlyContain(c => c.Database.CurrentTransaction != null);
                    if (fails)
                    {
                        throw new InvalidDataException();
                    }
                },
                cancellationToken: Token);
            if (fails)
            {
                await run.Should().ThrowAsync<InvalidDataException>();
            }
            else
            {
                await run();
            }

            foreach (var context in contexts)
            {
                context.ChangeTracker.Clear();
            }

            contexts.Should().OnlyContain(c => c.Database.CurrentTransaction == null);
            contexts.Select(c => c.Database.GetDbConnection()).Distinct().Should().HaveCount(3);
            contexts.Should().OnlyContain(c => c.Database.GetDbConnection().State == ConnectionState.Closed);
            await AddAsync(services, "alone", 2, Token);
            contexts.Should().OnlyContain(c => c.Database.GetDbConnection().State == ConnectionState.Closed);
        }

        (await NamesAsync(host, workspace)).Should().Equal("alone", "alone", "alone", "kept", "kept");
    }

    [Fact]
    public async Task No_later_lease_gets_the_shared_connection()
    {
        await using var host = await StartShopAsync(tenancy => tenancy.Configure(options => options.ContextPoolSize = 1));
        var (first, second) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        DbConnection shared = null!;
        BillingDbContext used = null!;
        await using (var scope = await host.Scopes.CreateScopeAsync(first.Id, Token))
        {
            await Transactions(scope).RunAsync(
                async token =>
                {
                    await AddAsync(scope.ServiceProvider, "first", 1, token);
                    used = scope.ServiceProvider.GetRequiredService<BillingDbContext>();
                    shared = used.Database.GetDbConnection();
                },
                cancellationToken: Token);
        }

        await using var billing = await host.RentAsync<BillingDbContext>(second);
        ReferenceEquals(billing.Context, used)
            .Should().Be(Mode == SchemaMode.SharedModel, "it has its own connection again, so it can be pooled");
        billing.Context.Database.GetDbConnection().Should().NotBeSameAs(shared);
        (await billing.Context.Invoices.CountAsync(Token)).Should().Be(0);
        (await AmountsAsync(host, first)).Should().Equal(1);
    }

    [Fact]
    public async Task A_scope_that_ends_inside_its_work_commits_nothing_and_leaves_no_connection_behind()
    {
        await using var host = await StartShopAsync(tenancy => tenancy.Configure(options => options.ContextPoolSize = 1));
        var (first, second) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        var scope = await host.Scopes.CreateScopeAsync(first.Id, Token);
        DbConnection shared = null!;

        (await FluentActions.Awaiting(() => Transactions(scope).RunAsync(
                async token =>
                {
                    await AddAsync(scope.ServiceProvider, "lost", 1, token);
                    shared = scope.ServiceProvider.GetRequiredService<BillingDbContext>().Database.GetDbConnection();
                    await scope.DisposeAsync();
                },
                cancellationToken: Token)).Should().ThrowAsync<WorkspaceTransactionException>()).WithMessage("*ended its scope*");

        await using var billing = await host.RentAsync<BillingDbContext>(second);
        billing.Context.Database.GetDbConnection().Should().NotBeSameAs(shared);
        (await billing.Context.Invoices.CountAsync(Token)).Should().Be(0);
        (await NamesAsync(host, first)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_call_inside_the_work_joins_and_commits_with_it()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);

        await FluentActions.Awaiting(() => Transactions(scope).RunAsync(
                async token =>
                {
                    await Transactions(scope)
                        .RunAsync(inner => AddAsync(scope.ServiceProvider, "inner", 1, inner), cancellationToken: token);
                    throw new InvalidDataException();
                },
                cancellationToken: Token))
            .Should().ThrowAsync<InvalidDataException>();
        (await NamesAsync(host, workspace)).Should().BeEmpty("the inner call did not commit");

        await Transactions(scope).RunAsync(
            async token
                => await Transactions(scope)
                    .RunAsync(inner => AddAsync(scope.ServiceProvider, "inner", 1, inner), cancellationToken: token),
            cancellationToken: Token);
        (await NamesAsync(host, workspace)).Should().Equal("inner");
    }

    [Fact]
    public async Task A_failure_of_an_inner_call_that_is_caught_commits_nothing()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);

        var thrown = (await FluentActions.Awaiting(() => Transactions(scope).RunAsync(
                async token =>
                {
                    await AddAsync(scope.ServiceProvider, "outer", 1, token);
                    await FluentActions.Awaiting(
                        () => Transactions(scope).RunAsync(_ => throw new InvalidDataException("inner"), cancellationToken: token))
                        .Should().ThrowAsync<InvalidDataException>();
                },
                cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceTransactionException>()).Which;

        thrown.InnerException.Should().BeOfType<InvalidDataException>();
        (thrown.WorkspaceId, thrown.MayBeCommitted).Should().Be((workspace.Id, false));
        (await NamesAsync(host, workspace)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_isolation_level_is_the_one_that_was_asked_for_and_an_inner_call_cannot_ask_for_another()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);

        await Transactions(scope).RunAsync(
            async token =>
            {
                scope.ServiceProvider.GetRequiredService<BillingDbContext>().Database.CurrentTransaction!.GetDbTransaction().IsolationLevel
                    .Should().Be(IsolationLevel.Serializable);
                await Transactions(scope).RunAsync(_ => Task.CompletedTask, IsolationLevel.Serializable, token);
            },
            IsolationLevel.Serializable,
            Token);
        (await FluentActions.Awaiting(() => Transactions(scope).RunAsync(
                token => Transactions(scope).RunAsync(_ => Task.CompletedTask, IsolationLevel.ReadUncommitted, token),
                IsolationLevel.Serializable,
                Token)).Should().ThrowAsync<WorkspaceTransactionException>()).WithMessage("*Serializable, not ReadUncommitted*");
    }

    [Fact]
    public async Task A_level_that_the_engine_does_not_have_leaves_the_scope_as_it_was()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);

        await FluentActions.Awaiting(() => Transactions(scope).RunAsync(_ => Task.CompletedTask, IsolationLevel.Chaos, Token))
            .Should().ThrowAsync<Exception>();

        scope.ServiceProvider.GetRequiredService<ShopDbContext>().Database.GetDbConnection().State.Should().Be(ConnectionState.Closed);
        await Transactions(scope).RunAsync(token => AddAsync(scope.ServiceProvider, "kept", 1, token), cancellationToken: Token);
        (await NamesAsync(host, workspace)).Should().Equal("kept");
    }

    [Fact]
    public async Task A_second_caller_of_the_scope_is_refused()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var (running, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = Transactions(scope).RunAsync(
            async token =>
            {
                running.SetResult();
                await end.Task.WaitAsync(token);
            },
            cancellationToken: Token);
        await running.Task.WaitAsync(Token);

        (await FluentActions.Awaiting(() => Transactions(scope).RunAsync(_ => Task.CompletedTask, cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceTransactionException>()).WithMessage("*Another call of this scope*");

        end.SetResult();
        await first;
    }

    [Theory]
    [InlineData("transaction", "*BillingDbContext has a transaction already*")]
    [InlineData("open", "*BillingDbContext has an open connection*")]
    [InlineData("foreign", "*BillingDbContext has a connection or connection string that was set on it*")]
    [InlineData("ambient", "*A TransactionScope is open*")]
    public async Task A_context_that_cannot_take_part_is_named_before_anything_begins(string state, string message)
    {
        var watch = new ConnectionCounter();
        await using var host = await StartShopAsync(tenancy => tenancy.ConfigureContext((_, options) => options.AddInterceptors(watch)));
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var billing = scope.ServiceProvider.GetRequiredService<BillingDbContext>();
        await using var foreign = await host.Database.OpenAsync(workspace.Schema);
        await foreign.CloseAsync();
        using var ambient = state == "ambient" ? new TransactionScope(TransactionScopeAsyncFlowOption.Enabled) : null;
        switch (state)
        {
            case "transaction":
                await billing.Database.BeginTransactionAsync(Token);
                break;
            case "open":
                await billing.Database.OpenConnectionAsync(Token);
                break;
            case "foreign":
                billing.Database.SetDbConnection(foreign);
                break;
        }

        watch.Opened = 0;
        var thrown = (
            await FluentActions.Awaiting(
                () => Transactions(scope).RunAsync(_ => throw new InvalidDataException("never"), cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceTransactionException>()).WithMessage(message).Which;

        thrown.WorkspaceId.Should().Be(workspace.Id);
        watch.Opened.Should().Be(0);
    }

    [Fact]
    public async Task A_scope_without_a_workspace_has_no_transaction()
    {
        await using var host = await StartShopAsync();
        await using var scope = host.Services.CreateAsyncScope();
        await FluentActions.Awaiting(
            () => scope.ServiceProvider.GetRequiredService<IWorkspaceTransactions>()
                .RunAsync(_ => Task.CompletedTask, cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceNotBoundException>();
    }

    [Fact]
    public async Task A_context_of_another_scope_in_the_workspace_is_refused_and_one_of_another_workspace_is_not()
    {
        await using var host = await StartShopAsync();
        var (workspace, other) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        await using var kept = await host.RentAsync<BillingDbContext>(workspace);

        await Transactions(scope).RunAsync(
            async token =>
            {
                await RefusedAsync(() => kept.Context.Invoices.CountAsync(token));
                await using var second = await host.Scopes.CreateScopeAsync(workspace.Id, token);
                await RefusedAsync(() => AddAsync(second.ServiceProvider, "elsewhere", 1, token));
                await RefusedAsync(() => Transactions(second).RunAsync(_ => Task.CompletedTask, cancellationToken: token));
                await using var lease = await host.RentAsync<BillingDbContext>(other);
                (await lease.Context.Invoices.CountAsync(token)).Should().Be(0);
                await AddAsync(scope.ServiceProvider, "kept", 1, token);
            },
            cancellationToken: Token);

        (await kept.Context.Invoices.CountAsync(Token)).Should().Be(1);
        (await NamesAsync(host, workspace)).Should().Equal("kept");

        static async Task RefusedAsync(Func<Task> use)
            => (await use.Should().ThrowAsync<WorkspaceTransactionException>()).WithMessage("*belongs to no scope, or to another one*");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Work_that_ends_the_transaction_itself_is_told(bool commits)
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);

        var thrown = (await FluentActions.Awaiting(() => Transactions(scope).RunAsync(
                async token =>
                {
                    await AddAsync(scope.ServiceProvider, "by itself", 1, token);
                    var database = scope.ServiceProvider.GetRequiredService<ShopDbContext>().Database;
                    await (commits ? database.CommitTransactionAsync(token) : database.RollbackTransactionAsync(token));
                },
                cancellationToken: Token)).Should().ThrowAsync<WorkspaceTransactionException>()).WithMessage("*committed or rolled back "
                    + "the transaction itself*").Which;

        thrown.MayBeCommitted.Should().BeTrue();
        (await NamesAsync(host, workspace)).Should().HaveCount(commits ? 1 : 0);
        await Transactions(scope).RunAsync(token => AddAsync(scope.ServiceProvider, "next", 1, token), cancellationToken: Token);
    }

    [Fact]
    public async Task After_the_connection_is_lost_nothing_is_written_outside_the_transaction()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);

        await FluentActions.Awaiting(() => Transactions(scope).RunAsync(
                async token =>
                {
                    await AddAsync(scope.ServiceProvider, "lost", 1, token);
                    var shop = scope.ServiceProvider.GetRequiredService<ShopDbContext>();
                    await shop.Database.GetDbConnection().CloseAsync();
                    foreach (DbContext context in (DbContext[])[shop, scope.ServiceProvider.GetRequiredService<BillingDbContext>()])
                    {
                        (await FluentActions.Awaiting(() => context.Set<Customer>().CountAsync(token))
                            .Should().ThrowAsync<WorkspaceTransactionException>())
                            .WithMessage("*connection of the running transaction was closed*");
                    }
                },
                cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceTransactionException>().Where(e => !e.MayBeCommitted);

        (await NamesAsync(host, workspace)).Should().BeEmpty();
        (await AmountsAsync(host, workspace)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_transient_error_repeats_the_work_with_empty_change_trackers()
    {
        await using var host = await StartShopAsync(tenancy => tenancy.ConfigureContext((_, options) => RepeatingStrategy.Use(options)));
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var attempts = 0;

        await Transactions(scope).RunAsync(
            async token =>
            {
                var shop = scope.ServiceProvider.GetRequiredService<ShopDbContext>();
                shop.ChangeTracker.Entries().Should().BeEmpty();
                scope.ServiceProvider.GetRequiredService<BillingDbContext>().ChangeTracker.Entries().Should().BeEmpty();
                await AddAsync(scope.ServiceProvider, $"attempt {++attempts}", attempts, token);
                if (attempts < 3)
                {
                    throw new TransientException();
                }
            },
            cancellationToken: Token);

        (await NamesAsync(host, workspace)).Should().Equal("attempt 3");
        (await AmountsAsync(host, workspace)).Should().Equal(3);
    }

    [Fact]
    public async Task Work_on_entities_from_before_the_run_is_not_repeated()
    {
        await using var host = await StartShopAsync(tenancy => tenancy.ConfigureContext((_, options) => RepeatingStrategy.Use(options)));
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var shop = scope.ServiceProvider.GetRequiredService<ShopDbContext>();
        shop.Add(new Customer { Name = "before" });
        var attempts = 0;

        await FluentActions.Awaiting(() => Transactions(scope).RunAsync(
                async token =>
                {
                    attempts++;
                    await shop.SaveChangesAsync(token);
                    throw new TransientException();
                },
                cancellationToken: Token))
            .Should().ThrowAsync<TransientException>();

        attempts.Should().Be(1);
        (await NamesAsync(host, workspace)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_connection_that_is_lost_during_the_commit_is_not_repeated_and_said_to_be_unknown()
    {
        var loser = new CommitLoser();
        await using var host = await StartShopAsync(tenancy => tenancy.ConfigureContext((_, options) =>
        {
            RepeatingStrategy.Use(options);
            options.AddInterceptors(loser);
        }));
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var attempts = 0;
        loser.IsArmed = true;

        var thrown = (await FluentActions.Awaiting(() => Transactions(scope).RunAsync(
                async token =>
                {
                    attempts++;
                    await AddAsync(scope.ServiceProvider, "unknown", 1, token);
                },
                cancellationToken: Token)).Should().ThrowAsync<WorkspaceTransactionException>())
            .WithMessage("*lost during the commit*").Which;

        (thrown.MayBeCommitted, attempts).Should().Be((true, 1));
        thrown.InnerException.Should().NotBeNull();
        loser.IsArmed = false;
        scope.ServiceProvider.GetRequiredService<ShopDbContext>().ChangeTracker.Clear();
        await AddAsync(scope.ServiceProvider, "next", 2, Token);
        (await NamesAsync(host, workspace)).Should().Contain("next");
    }

    [Fact]
    public async Task A_failed_statement_whose_error_is_caught_leaves_all_or_tells_that_there_is_nothing()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var refusal = default(WorkspaceTransactionException);

        try
        {
            await Transactions(scope).RunAsync(
                async token =>
                {
                    await AddAsync(scope.ServiceProvider, "kept", 1, token);
                    var connection = scope.ServiceProvider.GetRequiredService<BillingDbContext>().Database;
                    await using var command = connection.GetDbConnection().CreateCommand();
                    command.Transaction = connection.CurrentTransaction!.GetDbTransaction();
                    command.CommandText = "SELECT 1 FROM there_is_no_such_table";
                    await FluentActions.Awaiting(() => command.ExecuteScalarAsync(token)).Should().ThrowAsync<DbException>();
                },
                cancellationToken: Token);
        }
        catch (WorkspaceTransactionException exception)
        {
            refusal = exception;
        }

        (refusal?.MayBeCommitted ?? false).Should().BeFalse();
        (refusal?.Message ?? "its exception was caught").Should().Contain("its exception was caught");
        (await NamesAsync(host, workspace)).Should().Equal(refusal is null ? ["kept"] : (string[])[]);
        (await AmountsAsync(host, workspace)).Should().HaveCount(refusal is null ? 1 : 0);
    }

    [Fact]
    public async Task A_transaction_that_the_work_ended_on_the_driver_is_told()
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);

        (await FluentActions.Awaiting(() => Transactions(scope).RunAsync(
                async token =>
                {
                    await AddAsync(scope.ServiceProvider, "ended", 1, token);
                    var database = scope.ServiceProvider.GetRequiredService<BillingDbContext>().Database;
                    await database.CurrentTransaction!.GetDbTransaction().CommitAsync(token);
                },
                cancellationToken: Token))
            .Should().ThrowAsync<WorkspaceTransactionException>()).Which.MayBeCommitted.Should().BeTrue();

        (await NamesAsync(host, workspace)).Should().Equal("ended");
    }

    [Fact]
    public async Task Where_only_a_modules_context_has_a_retrying_strategy_the_work_is_repeated()
    {
        await using var host = await StartWithAsync(
            tenancy => tenancy.AddContext<BillingDbContext>((_, options) => RepeatingStrategy.Use(options)).AddContext<LedgerDbContext>());
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var attempts = 0;

        // On a server of which all contexts retry, the first one's strategy is in charge, which does not know this error.
        var shop = scope.ServiceProvider.GetRequiredService<ShopDbContext>();
        var expected = shop.Database.CreateExecutionStrategy().RetriesOnFailure ? 1 : 2;

        await Transactions(scope).RunAsync(
            async token =>
            {
                await AddAsync(scope.ServiceProvider, $"attempt {++attempts}", attempts, token);
                if (attempts < expected)
                {
                    throw new TransientException();
                }
            },
            cancellationToken: Token);

        (await NamesAsync(host, workspace)).Should().Equal($"attempt {expected}");
    }

    [Fact]
    public async Task Inside_a_transaction_of_another_workspace_the_outer_one_still_counts()
    {
        await using var host = await StartShopAsync();
        var (outer, inner) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await using var outerScope = await host.Scopes.CreateScopeAsync(outer.Id, Token);
        await using var innerScope = await host.Scopes.CreateScopeAsync(inner.Id, Token);

        await Transactions(outerScope).RunAsync(
            token => Transactions(innerScope).RunAsync(
                async innerToken =>
                {
                    await AddAsync(innerScope.ServiceProvider, "inner", 1, innerToken);
                    await Transactions(outerScope).RunAsync(
                        t => AddAsync(outerScope.ServiceProvider, "outer", 1, t), cancellationToken: innerToken);
                    await using var lease = await host.RentAsync<ShopDbContext>(outer);
                    (await FluentActions.Awaiting(() => lease.Context.Customers.CountAsync(innerToken))
                        .Should().ThrowAsync<WorkspaceTransactionException>()).WithMessage("*belongs to no scope*");
                },
                cancellationToken: token),
            cancellationToken: Token);

        (await NamesAsync(host, outer)).Should().Equal("outer");
        (await NamesAsync(host, inner)).Should().Equal("inner");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_was_left_open_is_not_left_open_for_the_next_lease(bool inTransaction)
    {
        await using var host = await StartShopAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using (var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token))
        {
            if (inTransaction)
            {
                await Transactions(scope).RunAsync(token => OpenAsync(scope, token), cancellationToken: Token);
                var billing = scope.ServiceProvider.GetRequiredService<BillingDbContext>();
                (await billing.Invoices.CountAsync(Token)).Should().Be(0);
                billing.Database.GetDbConnection().State.Should().Be(ConnectionState.Closed);
            }
            else
            {
                await OpenAsync(scope, Token);
            }
        }

        await using var next = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        await Transactions(next).RunAsync(token => AddAsync(next.ServiceProvider, "next", 1, token), cancellationToken: Token);
        foreach (var context in Contexts(next))
        {
            await context.Set<Customer>().CountAsync(Token);
            context.Database.GetDbConnection().State.Should().Be(ConnectionState.Closed);
        }

        static DbContext[] Contexts(WorkspaceScope scope)
            => [scope.ServiceProvider.GetRequiredService<ShopDbContext>(), scope.ServiceProvider.GetRequiredService<BillingDbContext>()];

        static async Task OpenAsync(WorkspaceScope scope, CancellationToken token)
        {
            foreach (var context in Contexts(scope))
            {
                await context.Database.OpenConnectionAsync(token);
            }
        }
    }

    private static IWorkspaceTransactions Transactions(WorkspaceScope scope)
        => scope.ServiceProvider.GetRequiredService<IWorkspaceTransactions>();

    /// <summary>A customer in one module's context and an invoice in another's, which has a foreign key to it.</summary>
    private static async Task<Guid> AddAsync(IServiceProvider services, string name, decimal amount, CancellationToken cancellationToken)
    {
        var customer = new Customer { Name = name };
        var (shop, billing) = (services.GetRequiredService<ShopDbContext>(), services.GetRequiredService<BillingDbContext>());
        shop.Add(customer);
        await shop.SaveChangesAsync(cancellationToken);
        billing.Add(new Invoice { CustomerId = customer.Id, Amount = amount });
        await billing.SaveChangesAsync(cancellationToken);
        return customer.Id;
    }

    private static async Task<List<string>> NamesAsync(TestHost host, Workspace workspace)
    {
        await using var lease = await host.RentAsync<ShopDbContext>(workspace);
        return [.. (await lease.Context.Customers.Select(c => c.Name).ToListAsync(Token)).Order(StringComparer.Ordinal)];
    }

    private static async Task<List<decimal>> AmountsAsync(TestHost host, Workspace workspace)
    {
        await using var lease = await host.RentAsync<BillingDbContext>(workspace);
        return [.. (await lease.Context.Invoices.Select(i => i.Amount).ToListAsync(Token)).Order()];
    }

    private Task<TestHost> StartShopAsync(Action<TenancyBuilder>? configure = null)
        => StartWithAsync(tenancy =>
        {
            tenancy.AddContext<BillingDbContext>().AddContext<LedgerDbContext>();
            configure?.Invoke(tenancy);
        });

    private async Task<TestHost> StartWithAsync(Action<TenancyBuilder> configure)
    {
        var host = TestHost.Create<ShopDbContext>(Server.CreateDatabase(), configure, Mode);
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        return host;
    }

    private sealed class ConnectionCounter : DbConnectionInterceptor
    {
        public int Opened { get; set; }

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Opened++;
            return Task.CompletedTask;
        }
    }

    /// <summary>Loses the connection of a commit after it was sent.</summary>
    private sealed class CommitLoser : DbTransactionInterceptor
    {
        public bool IsArmed { get; set; }

        public override async Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(eventData);
            if (IsArmed)
            {
                await eventData.Context!.Database.GetDbConnection().CloseAsync();
                throw new TransientIOException();
            }
        }
    }

    private sealed class TransientIOException() : IOException("the answer was lost");
}
