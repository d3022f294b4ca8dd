using System.Data.Common;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>The old application at work: it writes one thing after another until it is stopped or a write is refused.</summary>
public sealed class OldWriter : IAsyncDisposable
{
    private readonly OldDatabase _old;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private OldRandom _random = new(7, 7, 7);

    public OldWriter(OldDatabase old)
    {
        _old = old;
        _work = Task.Run(WorkAsync);
    }

    /// <summary>How many transactions were committed.</summary>
    public int Written { get; private set; }

    /// <summary>The error that the first refused write had; null if none was refused.</summary>
    public DbException? Refused { get; private set; }

    /// <summary>Waits until it has written so many more, or was refused.</summary>
    public async Task WaitForAsync(int more, CancellationToken cancellationToken)
    {
        for (var until = Written + more; Written < until && Refused is null && !_work.IsCompleted;)
        {
            await Task.Delay(5, cancellationToken);
        }
    }

    /// <summary>Waits for the end of its work.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
    }

    /// <summary>Waits until a write is refused.</summary>
    public Task WaitForRefusalAsync(CancellationToken cancellationToken) => _work.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _old.WriteAsync([.. NextWrites()]);
                Written++;

                // As an application does; one that never pauses keeps readers of a SQLite file out.
                await Task.Delay(10);
            }
            catch (DbException exception)
            {
                Refused = exception;
                return;
            }
        }
    }

    private IEnumerable<(OldRow? Before, OldRow? After)> NextWrites()
    {
        var workspace = _random.From(_old.FirstWorkspaces);
        switch (_random.Below(10))
        {
            case 0:
                return [(null, _old.NewRow(OldTables.Links, workspace))];
            case 1:
                return Update(OldTables.Links, workspace, "title", $"Title {Written}");
            case 2:
                return Update(OldTables.Jobs, workspace, "status", "done");
            case 3:
                return Update(OldTables.Agents, workspace, "enabled", Written % 2 == 0);
            case 4:
                return [(null, _old.NewRow(OldTables.AuditLog, workspace)), (null, _old.NewRow(OldTables.Members, workspace))];
            case 5:
                var row = _old.Find(OldTables.Workspace, workspace)!;
                return [(row, _old.Change(row, "name", $"Name {Written}"))];
            case 6:
                return Any(OldTables.Documents, workspace) is { } gone
                    ? [.. _old.RowsOf(OldTables.Tags, workspace).Where(t => t["document_id"]!.Equals(gone["id"]))
                        .Select(t => ((OldRow?)t, (OldRow?)null)), (gone, null)]
                    : [];
            case 7:
                return Any(OldTables.Tags, workspace) is { } tag ? [(tag, tag.With("note", $"Note {Written}"))] : [];
            case 8:
                return Any(OldTables.Members, workspace) is { } member ? [(member, null)] : [];
            default:
                var document = _old.NewRow(OldTables.Documents, workspace);
                return [(null, document), (null, _old.NewTag(document)), (null, _old.NewTag(document))];
        }
    }

    private IEnumerable<(OldRow? Before, OldRow? After)> Update(OldTable table, Guid workspace, string column, object value)
        => Any(table, workspace) is { } row ? [(row, _old.Change(row, column, value))] : [];

    private OldRow? Any(OldTable table, Guid workspace)
    {
        var rows = _old.RowsOf(table, workspace).ToList();
        return rows.Count == 0 ? null : _random.From(rows);
    }
}
