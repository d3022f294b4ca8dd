using System.Transactions;
using PmAssist.Tenancy.Internal;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.Tests;

public sealed class CatalogueCacheTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);
    private readonly ManualClock _clock = new();
    private readonly CatalogueCache _cache;
    private int _reads;

    public CatalogueCacheTests() => _cache = Create(_ => { });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_is_known_for_the_stated_time_and_no_longer()
    {
        var id = Guid.NewGuid();
        await LoadAsync(id);

        _clock.Advance(Duration - TimeSpan.FromTicks(1));
        _cache.Find(id).Should().NotBeNull();
        _clock.Advance(TimeSpan.FromTicks(1));
        _cache.Find(id).Should().BeNull();
        await LoadAsync(id);
        _cache.Find(id).Should().NotBeNull("the new row took the old one's place");
        _reads.Should().Be(2);
    }

    [Fact]
    public async Task A_row_ages_from_before_it_was_read()
    {
        var id = Guid.NewGuid();
        await _cache.LoadAsync(
            id,
            (_, _) =>
            {
                _clock.Advance(TimeSpan.FromSeconds(20));
                return Task.FromResult<Workspace?>(Row(id));
            },
            Token);

        _clock.Advance(TimeSpan.FromSeconds(10));
        _cache.Find(id).Should().BeNull("another process may have changed it 30 s ago");
    }

    [Fact]
    public async Task A_row_that_was_being_read_when_it_was_changed_is_not_kept()
    {
        var id = Guid.NewGuid();
        var answer = new TaskCompletionSource<Workspace?>();
        var before = _cache.LoadAsync(id, (_, _) => answer.Task, Token);

        _cache.Forget(id);
        await LoadAsync(id, "new");
        answer.SetResult(Row(id, "old"));

        (await before).ToWorkspace().Name.Should().Be("old", "its caller asked before the change");
        _cache.Find(id)!.ToWorkspace().Name.Should().Be("new");
    }

    [Fact]
    public async Task Who_asks_after_a_change_does_not_get_the_answer_of_one_who_asked_before()
    {
        var id = Guid.NewGuid();
        var answer = new TaskCompletionSource<Workspace?>();
        _ = _cache.LoadAsync(id, (_, _) => answer.Task, Token);
        _cache.Forget(id);

        var after = await LoadAsync(id, "new");

        after.ToWorkspace().Name.Should().Be("new");
        answer.SetResult(null);
    }

    [Fact]
    public async Task A_stale_answer_ends_no_look_up_but_its_own()
    {
        var id = Guid.NewGuid();
        var (first, second) = (new TaskCompletionSource<Workspace?>(), new TaskCompletionSource<Workspace?>());
        var stale = _cache.LoadAsync(id, (_, _) => first.Task, Token);
        _cache.Forget(id);
        var fresh = _cache.LoadAsync(id, (_, _) => second.Task, Token);
        first.SetException(new InvalidOperationException("lost"));
        await FluentActions.Awaiting(() => stale).Should().ThrowAsync<InvalidOperationException>();

        var joined = LoadAsync(id, "a query of its own");
        second.SetResult(Row(id, "shared"));

        (await joined).Should().BeSameAs(await fresh);
        _reads.Should().Be(0);
    }

    [Fact]
    public async Task One_query_serves_all_who_ask_at_the_same_moment()
    {
        var id = Guid.NewGuid();
        var answer = new TaskCompletionSource<Workspace?>();
        var callers = Enumerable.Range(0, 20).Select(_ => _cache.LoadAsync(
            id,
            (_, _) =>
            {
                _reads++;
                return answer.Task;
            },
            Token)).ToList();

        answer.SetResult(Row(id));

        (await Task.WhenAll(callers)).Distinct().Should().ContainSingle();
        _reads.Should().Be(1);
    }

    [Fact]
    public async Task A_caller_who_gives_up_takes_nobody_with_him()
    {
        var id = Guid.NewGuid();
        var answer = new TaskCompletionSource<Workspace?>();
        using var cancellation = new CancellationTokenSource();
        var read = CancellationToken.None;
        var first = _cache.LoadAsync(
            id,
            (_, token) =>
            {
                read = token;
                return answer.Task;
            },
            cancellation.Token);
        var second = LoadAsync(id);

        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => first).Should().ThrowAsync<OperationCanceledException>();
        read.IsCancellationRequested.Should().BeFalse();
        answer.SetResult(Row(id, "kept"));
        (await second).ToWorkspace().Name.Should().Be("kept");
    }

    [Fact]
    public async Task A_failed_look_up_is_told_to_all_and_not_kept()
    {
        var id = Guid.NewGuid();
        var answer = new TaskCompletionSource<Workspace?>();
        var callers = Enumerable.Range(0, 3).Select(_ => _cache.LoadAsync(id, (_, _) => answer.Task, Token)).ToList();
        answer.SetException(new TimeoutException());

        foreach (var caller in callers)
        {
            await FluentActions.Awaiting(() => caller).Should().ThrowAsync<TimeoutException>();
        }

        (await LoadAsync(id)).IsKnown.Should().BeTrue();
    }

    [Fact]
    public async Task A_read_that_fails_before_it_begins_is_not_kept()
    {
        var id = Guid.NewGuid();
        await FluentActions.Awaiting(() => _cache.LoadAsync(id, (_, _) => throw new TimeoutException(), Token))
            .Should().ThrowAsync<TimeoutException>();
        (await LoadAsync(id)).IsKnown.Should().BeTrue();
    }

    [Fact]
    public async Task An_unknown_id_is_remembered_for_seconds()
    {
        var id = Guid.NewGuid();
        (await _cache.LoadAsync(id, (_, _) => Task.FromResult<Workspace?>(null), Token)).IsKnown.Should().BeFalse();

        _clock.Advance(TimeSpan.FromSeconds(4.9));
        _cache.Find(id)!.IsKnown.Should().BeFalse();
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        _cache.Find(id).Should().BeNull();

        await _cache.LoadAsync(id, (_, _) => Task.FromResult<Workspace?>(null), Token);
        _cache.Forget(id);
        _cache.Find(id).Should().BeNull("this process made it");
    }

    [Fact]
    public async Task Unknown_ids_push_no_workspace_out_and_are_bounded()
    {
        var id = Guid.NewGuid();
        await LoadAsync(id);
        var unknown = Enumerable.Range(0, 10_000).Select(_ => Guid.NewGuid()).ToList();
        foreach (var other in unknown)
        {
            await _cache.LoadAsync(other, (_, _) => Task.FromResult<Workspace?>(null), Token);
        }

        _cache.Find(id).Should().NotBeNull();
        unknown.Count(u => _cache.Find(u) is not null).Should().Be(1000);
    }

    [Fact]
    public async Task A_full_cache_still_knows_most_of_what_fits()
    {
        var cache = Create(o => o.CatalogueCacheSize = 1000);
        var fitting = await FillAsync(cache, 1000);
        fitting.Count(id => cache.Find(id) is not null).Should().BeGreaterThan(980, "few buckets of eight overflow at quarter load");

        var more = await FillAsync(cache, 10_000);
        fitting.Concat(more).Count(id => cache.Find(id) is not null).Should().BeInRange(980, 1000);

        // Ids are random, and so is what a new one takes the place of: of one hundred, 79 to 96 are there, 87 in the mean.
        var kept = new List<int>();
        for (var round = 0; round < 20; round++)
        {
            var newest = await FillAsync(cache, 1000);
            kept.Add(newest.TakeLast(100).Count(id => cache.Find(id) is not null));
        }

        kept.Average().Should().BeGreaterThan(84, "the newest have a place");
    }

    [Fact]
    public async Task A_little_too_small_is_no_cliff()
    {
        var cache = Create(o => o.CatalogueCacheSize = 1000);
        var ids = await FillAsync(cache, 1100);
        _reads = 0;
        for (var round = 0; round < 5; round++)
        {
            foreach (var id in ids)
            {
                _ = cache.Find(id) ?? await cache.LoadAsync(id, ReadAsync, Token);
            }
        }

        _reads.Should().BeLessThan(5 * 1100 / 3, "the oldest-first way would read every time");
    }

    [Fact]
    public async Task What_is_forgotten_makes_room()
    {
        var cache = Create(o => o.CatalogueCacheSize = 100);
        var ids = await FillAsync(cache, 100);
        ids.ForEach(cache.Forget);
        ids.ForEach(cache.Forget);
        var others = await FillAsync(cache, 100);
        others.Count(id => cache.Find(id) is not null).Should().BeGreaterThan(95);
        await FillAsync(cache, 10);
        others.Count(id => cache.Find(id) is not null).Should().BeInRange(85, 95);
    }

    [Fact]
    public async Task A_row_in_a_hosts_transaction_scope_is_not_kept()
    {
        var id = Guid.NewGuid();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            (await LoadAsync(id, "perhaps never committed")).IsKnown.Should().BeTrue();
            _cache.Find(id).Should().BeNull();
        }
    }

    [Fact]
    public async Task Without_a_duration_each_caller_looks()
    {
        var cache = Create(o => o.CatalogueCacheDuration = TimeSpan.Zero);
        var id = Guid.NewGuid();
        for (var i = 0; i < 3; i++)
        {
            await cache.LoadAsync(id, ReadAsync, Token);
            cache.Find(id).Should().BeNull();
        }

        cache.Forget(id);
        _reads.Should().Be(3);
    }

    [Fact]
    public async Task Each_caller_gets_an_object_of_his_own()
    {
        var id = Guid.NewGuid();
        var row = Row(id);
        var entry = await _cache.LoadAsync(id, (_, _) => Task.FromResult<Workspace?>(row), Token);
        var before = entry.ToWorkspace();
        before.Should().BeEquivalentTo(row);

        row.UpdatedUtc = DateTime.MaxValue;
        before.CreatedUtc = DateTime.MaxValue;

        entry.ToWorkspace().CreatedUtc.Should().Be(row.CreatedUtc);
        entry.ToWorkspace().UpdatedUtc.Should().NotBe(DateTime.MaxValue);
    }

    [Fact]
    public async Task A_use_that_was_written_is_seen_and_never_goes_back()
    {
        var id = Guid.NewGuid();
        var entry = await LoadAsync(id);
        var now = _clock.GetUtcNow().UtcDateTime;
        _cache.Seen(id, now);
        _cache.Seen(id, now.AddSeconds(-1));
        _cache.Seen(Guid.NewGuid(), now);
        entry.ToWorkspace().LastSeenUtc.Should().Be(now);
    }

    [Fact]
    public async Task Texts_that_a_fleet_shares_are_kept_once()
    {
        var entries = new List<CatalogueEntry>();
        for (var i = 0; i < 3; i++)
        {
            var id = Guid.NewGuid();
            entries.Add(await _cache.LoadAsync(
                id, (_, _) => Task.FromResult<Workspace?>(Row(id)), Token));
        }

        entries.Should().OnlyContain(e => ReferenceEquals(e.SchemaFingerprint, entries[0].SchemaFingerprint));
        for (var i = 0; i < 200; i++)
        {
            var id = Guid.NewGuid();
            var row = Row(id);
            row.SchemaVersion = $"{i}";
            (await _cache.LoadAsync(id, (_, _) => Task.FromResult<Workspace?>(row), Token)).SchemaVersion.Should().Be($"{i}");
        }
    }

    [Fact]
    public async Task Many_threads_never_see_a_row_older_than_the_last_change()
    {
        var id = Guid.NewGuid();
        var committed = 0;
        var worst = 0;
        var end = TimeProvider.System.GetTimestamp() + TimeProvider.System.TimestampFrequency;
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                while (TimeProvider.System.GetTimestamp() < end)
                {
                    var known = Volatile.Read(ref committed);
                    var entry = _cache.Find(id) ?? await _cache.LoadAsync(
                        id,
                        async (_, _) =>
                        {
                            var row = Row(id, $"{Volatile.Read(ref committed)}");
                            await Task.Yield();
                            return row;
                        },
                        Token);
                    var behind = known - int.Parse(entry.ToWorkspace().Name, System.Globalization.CultureInfo.InvariantCulture);
                    worst = Math.Max(worst, behind);
                }
            },
            Token)).ToList();
        while (TimeProvider.System.GetTimestamp() < end)
        {
            // What a reader knew as committed and not yet forgotten is one change at most.
            Interlocked.Increment(ref committed);
            _cache.Forget(id);
            await Task.Yield();
        }

        await Task.WhenAll(readers);
        worst.Should().BeLessThanOrEqualTo(1);
        committed.Should().BeGreaterThan(100);
    }

    private static Workspace Row(Guid id, string name = "Northwind")
        => new()
        {
            Id = id,
            Name = name,
            Slug = "northwind",
            DbSchemaName = WorkspaceSchema.For(id).Name,
            Status = WorkspaceStatus.Active,
            SchemaVersion = string.Concat("2026", "_Initial"),
            SchemaFingerprint = new string('a', 64),
            LastError = "none",
            CreatedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            UpdatedUtc = new DateTime(2026, 2, 2, 3, 4, 5, DateTimeKind.Utc),
            Version = 7,
        };

    private async Task<List<Guid>> FillAsync(CatalogueCache cache, int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToList();
        foreach (var id in ids)
        {
            await cache.LoadAsync(id, ReadAsync, Token);
        }

        return ids;
    }

    private Task<CatalogueEntry> LoadAsync(Guid id, string name = "Northwind")
        => _cache.LoadAsync(
            id,
            (_, _) =>
            {
                _reads++;
                return Task.FromResult<Workspace?>(Row(id, name));
            },
            Token);

    private Task<Workspace?> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        _reads++;
        return Task.FromResult<Workspace?>(Row(id));
    }

    private CatalogueCache Create(Action<TenancyOptions> configure)
    {
        var options = new TenancyOptions { CatalogueCacheDuration = Duration };
        configure(options);
        return new CatalogueCache(options, _clock);
    }
}
