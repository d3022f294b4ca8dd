using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Torture;

/// <summary>What workers do, each one at random: reads, writes, and everything that leaves something behind in a context.</summary>
internal static class TortureOperations
{
    public static readonly IReadOnlyList<Func<TortureTurn, Task>> All =
    [
        ReadAsync, ReadTrackedAsync, FindAsync, IncludeAsync, SplitAsync, ReadSqlAsync, ReadScalarsAsync, CompiledQueryAsync, StreamAsync,
        InsertAsync, UpdateAsync, UpdateInBulkAsync, DeleteInBulkAsync, InsertSqlAsync, UpdateSqlAsync, CommitAsync, RollBackAsync,
        CancelAsync, FailAsync, LeaveUnsavedAsync, LeaveOpenAsync, LeaveConfiguredAsync, DisposeTwiceAsync, UseTwoAsync,
    ];

    private static async Task ReadAsync(TortureTurn turn)
        => turn.SeeAll(await turn.Context.Projects.AsNoTracking().ToListAsync(turn.Token));

    private static async Task ReadTrackedAsync(TortureTurn turn)
    {
        var ids = TortureRows.Kept;
        turn.SeeAll(await turn.Context.Projects.Where(p => ids.Contains(p.Id)).ToListAsync(turn.Token));
        turn.See(turn.Context.ChangeTracker.Entries<Project>().Select(e => e.Entity.WrittenFor));
    }

    private static async Task FindAsync(TortureTurn turn)
        => turn.See([(await turn.Context.Projects.FindAsync([turn.Random.GetItems(TortureRows.Kept, 1)[0]], turn.Token))!.WrittenFor]);

    private static async Task IncludeAsync(TortureTurn turn)
        => turn.SeeAll(await turn.Context.Projects.Include(p => p.Tickets).ToListAsync(turn.Token));

    private static async Task SplitAsync(TortureTurn turn)
        => turn.SeeAll(await turn.Context.Projects.Include(p => p.Tickets).AsSplitQuery().ToListAsync(turn.Token));

    private static async Task ReadSqlAsync(TortureTurn turn)
        => turn.SeeAll(
            await turn.Context.Projects.FromSqlRaw($"SELECT * FROM {TortureRows.Table(turn.Context)}").Include(p => p.Tickets)
                .ToListAsync(turn.Token));

    private static async Task ReadScalarsAsync(TortureTurn turn)
    {
        var (column, value) = (TortureRows.Column(turn.Context, "WrittenFor"), TortureRows.Column(turn.Context, "Value"));
        turn.See(await turn.Context.Database.SqlQueryRaw<Guid>($"SELECT {column} AS {value} FROM {TortureRows.Table(turn.Context)}")
            .ToListAsync(turn.Token));
    }

    private static async Task CompiledQueryAsync(TortureTurn turn)
    {
        var projects = new List<Project>();
        await foreach (var project in turn.CompiledQuery(turn.Context, 0).WithCancellation(turn.Token))
        {
            projects.Add(project);
        }

        turn.SeeAll(projects);
    }

    /// <summary>Goes away in the middle of a result.</summary>
    private static async Task StreamAsync(TortureTurn turn)
    {
        await foreach (var project in turn.Context.Projects.AsAsyncEnumerable().WithCancellation(turn.Token))
        {
            turn.See([project.WrittenFor]);
            if (turn.Random.Next(2) == 0)
            {
                break;
            }
        }
    }

    private static async Task InsertAsync(TortureTurn turn)
    {
        turn.Context.Add(TortureRows.NewProject(turn.Workspace));
        turn.Context.Add(TortureRows.NewProject(turn.Workspace));
        await turn.SaveAsync();
    }

    private static async Task UpdateAsync(TortureTurn turn)
    {
        var id = turn.Random.GetItems(TortureRows.Kept, 1)[0];
        var project = await turn.Context.Projects.SingleAsync(p => p.Id == id, turn.Token);
        turn.See([project.WrittenFor]);
        project.Name = $"Kept since {turn.Random.Next()}";
        await turn.SaveAsync();
    }

    private static async Task UpdateInBulkAsync(TortureTurn turn)
    {
        var workspaceId = turn.Workspace.Id;
        await turn.Context.Projects.Where(p => p.Rank >= 0)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.Rank, p => p.Rank + 1), turn.Token);
        turn.See(await turn.Context.Projects.Where(p => p.WrittenFor != workspaceId).Select(p => p.WrittenFor).ToListAsync(turn.Token));
    }

    private static async Task DeleteInBulkAsync(TortureTurn turn)
        => await turn.Context.Projects.Where(p => p.Rank < 0).ExecuteDeleteAsync(turn.Token);

    private static async Task InsertSqlAsync(TortureTurn turn)
        => await turn.ExecuteAsync(
            $"INSERT INTO {TortureRows.Table(turn.Context)} ({Columns(turn.Context, "Id", "WrittenFor", "Name", "Settings", "Rank")}) "
            + "VALUES ({0}, {1}, 'Passing', '{{}}', -1)",
            Guid.NewGuid(),
            turn.Workspace.Id);

    private static async Task UpdateSqlAsync(TortureTurn turn)
    {
        var rank = TortureRows.Column(turn.Context, "Rank");
        await turn.ExecuteAsync($"UPDATE {TortureRows.Table(turn.Context)} SET {rank} = {rank} - 1 WHERE {rank} > 100");
    }

    private static async Task CommitAsync(TortureTurn turn)
    {
        await using var transaction = await turn.Context.Database.BeginTransactionAsync(turn.Token);
        await InsertAsync(turn);
        await UpdateAsync(turn);
        await transaction.CommitAsync(turn.Token);
    }

    /// <summary>In one way or another: by a call, by the transaction's end, or by the context's.</summary>
    private static async Task RollBackAsync(TortureTurn turn)
    {
        var transaction = await turn.Context.Database.BeginTransactionAsync(turn.Token);
        await InsertAsync(turn);
        switch (turn.Random.Next(3))
        {
            case 0:
                await transaction.RollbackAsync(turn.Token);
                break;
            case 1:
                await transaction.DisposeAsync();
                break;
        }
    }

    /// <summary>Somewhere between a query's start and its end.</summary>
    private static async Task CancelAsync(TortureTurn turn)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(turn.Token);
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(turn.Random.NextDouble() * 3));
        try
        {
            turn.Context.Add(TortureRows.NewProject(turn.Workspace));
            await turn.Context.SaveChangesAsync(cancellation.Token);
            for (var i = 0; i < 5; i++)
            {
                turn.SeeAll(await turn.Context.Projects.Include(p => p.Tickets).AsNoTracking().ToListAsync(cancellation.Token));
            }
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // An engine's driver tells of it in its own way.
        }
    }

    /// <summary>With a result half read, changes unsaved and a transaction open.</summary>
    private static async Task FailAsync(TortureTurn turn)
    {
        await turn.Context.Database.BeginTransactionAsync(turn.Token);
        await InsertAsync(turn);
        turn.Context.Add(TortureRows.NewProject(turn.Workspace));
        await foreach (var project in turn.Context.Projects.AsAsyncEnumerable().WithCancellation(turn.Token))
        {
            turn.See([project.WrittenFor]);
            project.Name = "Never saved";
            throw new PlannedException();
        }
    }

    private static async Task LeaveUnsavedAsync(TortureTurn turn)
    {
        turn.SeeAll(await turn.Context.Projects.ToListAsync(turn.Token));
        turn.Context.RemoveRange(turn.Context.Projects.Local);
        turn.Context.Add(TortureRows.NewProject(turn.Workspace));
    }

    private static async Task LeaveOpenAsync(TortureTurn turn)
    {
        await turn.Context.Database.OpenConnectionAsync(turn.Token);
        await ReadAsync(turn);
    }

    private static async Task LeaveConfiguredAsync(TortureTurn turn)
    {
        turn.Context.ChangeTracker.AutoDetectChangesEnabled = false;
        turn.Context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTrackingWithIdentityResolution;
        turn.Context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        turn.Context.Database.SetCommandTimeout(TimeSpan.FromMinutes(1));
        await IncludeAsync(turn);
    }

    private static async Task DisposeTwiceAsync(TortureTurn turn)
    {
        await ReadTrackedAsync(turn);
        await turn.Context.DisposeAsync();
        await turn.Context.DisposeAsync();
    }

    private static async Task UseTwoAsync(TortureTurn turn)
    {
        await IncludeAsync(turn);
        await turn.InAnotherAsync(async other =>
        {
            await InsertAsync(other);
            await InsertAsync(turn);
            await ReadAsync(other);
            await ReadAsync(turn);
        });
    }

    private static string Columns(SpecDbContext context, params string[] names)
        => string.Join(", ", names.Select(n => TortureRows.Column(context, n)));
}
