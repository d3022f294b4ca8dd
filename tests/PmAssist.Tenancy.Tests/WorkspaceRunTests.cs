using System.Collections.Concurrent;
using PmAssist.Tenancy.Internal;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.Tests;

/// <summary>The one runner that migrations, visits and the cutover share.</summary>
public sealed class WorkspaceRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Canaries_go_first_and_alone()
    {
        var ids = Ids(10);
        var (running, ended) = (0, 0);
        var alone = new ConcurrentBag<Guid>();
        var together = new TaskCompletionSource();

        var run = Run(
            async (id, time) =>
            {
                var now = Interlocked.Increment(ref running);
                if (Volatile.Read(ref ended) < 3)
                {
                    // Long enough for others to begin, if they could.
                    await Task.Delay(20, time.Token);
                    now.Should().Be(1);
                    Volatile.Read(ref running).Should().Be(1);
                    alone.Add(id);
                }
                else
                {
                    if (now == 4)
                    {
                        together.TrySetResult();
                    }

                    await together.Task.WaitAsync(Patience, time.Token);
                }

                Interlocked.Decrement(ref running);
                Interlocked.Increment(ref ended);
                return null;
            },
            parallelism: 4,
            canaries: 3);
        await run.RunAsync(ids, Token);

        alone.Should().BeEquivalentTo(ids.Take(3));
        (run.Stop, run.Results.Count).Should().Be((RunStop.None, 10));
    }

    [Fact]
    public async Task A_failed_canary_stops_the_run_before_any_other_workspace()
    {
        var ids = Ids(8);
        var begun = new ConcurrentQueue<Guid>();

        var run = Run(
            (id, _) =>
            {
                begun.Enqueue(id);
                return Failing(id == ids[1]);
            },
            parallelism: 4,
            canaries: 3,
            errorBudget: 5);
        await run.RunAsync(ids, Token);

        begun.Should().Equal(ids[0], ids[1]);
        run.Stop.Should().Be(RunStop.CanaryFailed);
        run.Results.Keys.Should().BeEquivalentTo([ids[0], ids[1]]);
    }

    [Fact]
    public async Task A_spent_error_budget_stops_the_run()
    {
        var ids = Ids(9);
        var reports = new Recorder();

        var run = Run((id, _) => Failing(Array.IndexOf(ids, id) % 2 == 0), errorBudget: 2, progress: reports);
        await run.RunAsync(ids, Token);

        run.Stop.Should().Be(RunStop.ErrorBudgetSpent);
        run.Results.Keys.Should().BeEquivalentTo(ids.Take(5), "the third failure is one more than the budget");
        reports.Last.Should().Be((5, 3, 4));
    }

    [Fact]
    public async Task Without_a_budget_any_number_may_fail()
    {
        var run = Run((_, _) => Failing(true), parallelism: 3);
        await run.RunAsync(Ids(20), Token);

        (run.Stop, run.Results.Count).Should().Be((RunStop.None, 20));
    }

    [Fact]
    public async Task Each_workspace_has_its_time_by_the_clock_and_the_others_go_on()
    {
        var ids = Ids(4);
        var limit = TimeSpan.FromMinutes(1);

        var run = Run(
            async (id, time) =>
            {
                time.Limit.Should().Be(limit);
                _clock.Advance(TimeSpan.FromSeconds(59));
                time.IsOver.Should().BeFalse();
                if (id != ids[2])
                {
                    return null;
                }

                _clock.Advance(TimeSpan.FromSeconds(1));
                time.Token.IsCancellationRequested.Should().BeTrue();
                time.Elapsed.Should().Be(limit);
                return time.IsOver && !time.IsCanceled ? "over" : "another reason";
            },
            timeout: limit);
        await run.RunAsync(ids, Token);

        run.Results.Should().BeEquivalentTo(ids.ToDictionary(id => id, id => id == ids[2] ? "over" : null));
        (run.Stop, run.Elapsed).Should().Be((RunStop.None, (4 * TimeSpan.FromSeconds(59)) + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_cancelled_run_has_no_result_of_those_that_were_not_reached_or_were_cut_off()
    {
        var ids = Ids(6);
        using var cancellation = new CancellationTokenSource();
        var reports = new Recorder();

        var run = Run(
            async (id, time) =>
            {
                if (id == ids[2])
                {
                    await cancellation.CancelAsync();
                    time.IsCanceled.Should().BeTrue();
                    time.Token.ThrowIfCancellationRequested();
                }

                return null;
            },
            timeout: TimeSpan.FromHours(1),
            progress: reports);
        await run.RunAsync(ids, cancellation.Token);

        run.Stop.Should().Be(RunStop.Canceled);
        run.Results.Keys.Should().BeEquivalentTo(ids.Take(2));
        reports.Last.Should().Be((2, 0, 4), "what was cut off is neither done nor failed");
        run.Leave(ids, _ => "skipped");
        run.Results.Should().BeEquivalentTo(ids.ToDictionary(id => id, id => Array.IndexOf(ids, id) < 2 ? null : "skipped"));
    }

    [Fact]
    public async Task A_run_that_was_cancelled_before_reaches_nobody()
    {
        var run = Run((_, _) => throw new InvalidOperationException("reached"), canaries: 2);
        await run.RunAsync(Ids(3), new CancellationToken(canceled: true));

        (run.Stop, run.Results.Count).Should().Be((RunStop.Canceled, 0));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_when_all_is_done_was_not_stopped()
    {
        using var cancellation = new CancellationTokenSource();
        var run = Run((_, _) => Failing(false), progress: new Recorder(p => Cancel(p.Remaining)));
        await run.RunAsync(Ids(3), cancellation.Token);

        (run.Stop, run.Results.Count).Should().Be((RunStop.None, 3));

        void Cancel(int remaining)
        {
            if (remaining == 0)
            {
                cancellation.Cancel();
            }
        }
    }

    [Fact]
    public async Task A_failure_while_the_caller_cancels_is_no_reason_of_its_own()
    {
        using var cancellation = new CancellationTokenSource();
        var run = Run(
            async (_, _) =>
            {
                await cancellation.CancelAsync();
                return "left half done";
            },
            canaries: 1,
            errorBudget: 0);
        await run.RunAsync(Ids(1), cancellation.Token);

        (run.Stop, run.Results.Count).Should().Be((RunStop.Canceled, 1));
    }

    [Fact]
    public async Task Progress_comes_one_at_a_time_and_counts_up()
    {
        var told = 0;
        var reports = new Recorder(_ =>
        {
            Interlocked.Increment(ref told).Should().Be(1);
            Thread.Yield();
            Interlocked.Decrement(ref told);
        });
        var ids = Ids(200);

        var run = Run(
            async (id, _) =>
            {
                await Task.Yield();
                return await Failing(Array.IndexOf(ids, id) % 10 == 0);
            },
            parallelism: 8,
            progress: reports);
        await run.RunAsync(ids, Token);

        reports.All.Select(p => (p.Done, p.Remaining)).Should().Equal(Enumerable.Range(1, 200).Select(n => (n, 200 - n)));
        reports.All.Select(p => p.Failed).Should().BeInAscendingOrder();
        reports.Last.Should().Be((200, 20, 0));
    }

    [Fact]
    public async Task No_more_than_the_stated_number_run_at_once()
    {
        var (running, most) = (0, 0);
        var all = new TaskCompletionSource();

        var run = Run(
            async (_, time) =>
            {
                var now = Interlocked.Increment(ref running);
                lock (all)
                {
                    most = Math.Max(most, now);
                }

                if (now == 3)
                {
                    all.TrySetResult();
                }

                await all.Task.WaitAsync(Patience, time.Token);
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return null;
            },
            parallelism: 3);
        await run.RunAsync(Ids(30), Token);

        most.Should().Be(3, "three were there at once");
    }

    [Fact]
    public async Task Work_that_throws_ends_the_run_after_those_under_way()
    {
        var ids = Ids(20);
        var (begun, thrown) = (new TaskCompletionSource(), new TaskCompletionSource());

        var run = Run(
            async (id, time) =>
            {
                if (id == ids[0])
                {
                    begun.SetResult();
                    await thrown.Task.WaitAsync(Patience, time.Token);
                    await Task.Delay(20, time.Token);
                    return null;
                }

                await begun.Task.WaitAsync(Patience, time.Token);
                thrown.TrySetResult();
                throw new InvalidOperationException("broken");
            },
            parallelism: 2);

        await FluentActions.Awaiting(() => run.RunAsync(ids, Token)).Should().ThrowAsync<InvalidOperationException>().WithMessage("broken");
        run.Results.Keys.Should().Equal(ids[0]);
    }

    [Fact]
    public async Task A_progress_handler_that_throws_ends_the_run_and_its_error_is_thrown()
    {
        var ids = Ids(20);
        foreach (var canaries in (int[])[0, 1])
        {
            var run = Run((_, _) => Failing(false), canaries: canaries, progress: new Recorder(_ => throw new TimeoutException("told")));

            await FluentActions.Awaiting(() => run.RunAsync(ids, Token)).Should().ThrowAsync<TimeoutException>().WithMessage("told");
            run.Results.Keys.Should().Equal([ids[0]], "it was done");
        }
    }

    [Fact]
    public async Task Workspaces_that_cannot_be_read_any_further_leave_those_under_way_to_end()
    {
        var ids = Ids(9);
        var lost = new TaskCompletionSource();

        var run = Run(
            async (_, time) =>
            {
                await lost.Task.WaitAsync(Patience, time.Token);
                return null;
            },
            parallelism: 4);
        await run.RunAsync(ids.Length, ReadAsync(), Token);

        run.ReadError.Should().BeOfType<IOException>().Which.Message.Should().Be("gone");
        (run.Stop, run.Results.Count).Should().Be((RunStop.None, 3));

        async IAsyncEnumerable<Guid> ReadAsync()
        {
            foreach (var id in ids.Take(3))
            {
                yield return id;
            }

            await Task.Yield();
            lost.SetResult();
            throw new IOException("gone");
        }
    }

    [Fact]
    public async Task A_stopped_run_reads_no_more_workspaces()
    {
        var read = 0;
        var run = Run((_, _) => Failing(true), canaries: 1);
        await run.RunAsync(100, ReadAsync(), Token);

        read.Should().Be(1);

        async IAsyncEnumerable<Guid> ReadAsync()
        {
            await Task.Yield();
            for (read = 1; read <= 100; read++)
            {
                yield return Guid.NewGuid();
            }
        }
    }

    [Fact]
    public async Task Another_call_counts_on_and_has_no_new_canaries()
    {
        var reports = new Recorder();
        var (first, second) = (Ids(2), Ids(3));
        var ahead = Guid.NewGuid();

        var run = Run((id, _) => Failing(id == second[0]), canaries: 2, progress: reports);
        await run.RunAsync(first, Token);
        run.Leave([ahead], _ => "ahead");
        await run.RunAsync(second, Token);

        run.Stop.Should().Be(RunStop.None, "its failure is no canary's");
        run.Results.Keys.Should().BeEquivalentTo([.. first, ahead, .. second]);
        reports.All.Select(p => (p.Done, p.Failed, p.Remaining)).Should().Equal((1, 0, 1), (2, 0, 0), (3, 1, 2), (4, 1, 1), (5, 1, 0));
    }

    [Fact]
    public async Task The_estimate_is_that_of_the_workspaces_after_the_first()
    {
        var ids = Ids(4);
        var reports = new Recorder();

        var run = Run(
            (id, _) =>
            {
                _clock.Advance(TimeSpan.FromSeconds(id == ids[0] ? 1000 : 2));
                return Failing(false);
            },
            progress: reports);
        await run.RunAsync(ids, Token);

        reports.All.Select(p => p.EstimatedRemaining).Should().Equal(null, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(2), TimeSpan.Zero);
    }

    [Fact]
    public async Task A_package_gets_the_results_in_the_order_of_the_ids()
    {
        var ids = Ids(50);

        var results = await WorkspaceRuns.RunAsync(
            ids,
            async (id, _) =>
            {
                await Task.Delay(Array.IndexOf(ids, id) % 3, Token);
                return id;
            },
            maxParallelism: 7,
            _clock,
            cancellationToken: Token);

        results.Should().Equal(ids);
    }

    [Fact]
    public async Task A_package_gets_a_cancellation_as_an_exception_and_the_work_errors_as_they_are()
    {
        using var cancellation = new CancellationTokenSource();
        var done = new ConcurrentBag<Guid>();

        await FluentActions.Awaiting(() => WorkspaceRuns.RunAsync(
                Ids(5),
                async (id, _) =>
                {
                    done.Add(id);
                    await cancellation.CancelAsync();
                    return id;
                },
                maxParallelism: 1,
                _clock,
                cancellationToken: cancellation.Token))
            .Should().ThrowAsync<OperationCanceledException>();
        await FluentActions.Awaiting(() => WorkspaceRuns.RunAsync<int>(
                Ids(5), (_, _) => throw new IOException("no"), maxParallelism: 2, _clock, cancellationToken: Token))
            .Should().ThrowAsync<IOException>();
        await FluentActions.Awaiting(() => WorkspaceRuns.RunAsync(
                Ids(5), (_, _) => Task.FromResult(0), maxParallelism: 0, _clock, cancellationToken: Token))
            .Should().ThrowAsync<ArgumentOutOfRangeException>();

        done.Should().ContainSingle();
    }

    private static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid())];

    private static Task<string?> Failing(bool fails) => Task.FromResult(fails ? "no" : null);

    /// <summary>A run whose result is an error or null.</summary>
    private WorkspaceRun<Guid, string?> Run(
        Func<Guid, WorkspaceTime, Task<string?>> work,
        int parallelism = 1,
        int canaries = 0,
        int? errorBudget = null,
        TimeSpan? timeout = null,
        Recorder? progress = null)
        => new(id => id, work, result => result is not null, parallelism, _clock, progress)
        {
            Canaries = canaries,
            ErrorBudget = errorBudget,
            Timeout = timeout,
        };

    private sealed class Recorder(Action<RunProgress<string?>>? then = null) : IProgress<RunProgress<string?>>
    {
        private readonly ConcurrentQueue<RunProgress<string?>> _reports = new();

        public IReadOnlyList<RunProgress<string?>> All => [.. _reports];

        public (int Done, int Failed, int Remaining) Last => (All[^1].Done, All[^1].Failed, All[^1].Remaining);

        public void Report(RunProgress<string?> value)
        {
            _reports.Enqueue(value);
            then?.Invoke(value);
        }
    }
}
