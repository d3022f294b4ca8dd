using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>A query over all workspaces. Its rows go through a channel of fixed size; when that is full, the queries wait.</summary>
/// <param name="query">Makes the query.</param>
/// <param name="pages">The catalogue.</param>
/// <param name="gate">Decides whether a workspace may be used.</param>
/// <param name="contexts">The contexts.</param>
/// <param name="options">How to run.</param>
internal sealed class WorkspaceQuery<TContext, TRow>(
    Func<TContext, IQueryable<TRow>> query,
    CataloguePages pages,
    WorkspaceGate gate,
    IContextBinder<TContext> contexts,
    WorkspaceQueryOptions options)
    where TContext : DbContext
{
    private readonly Lock _telling = new();

    public async IAsyncEnumerable<(Workspace Workspace, TRow Row)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new BoundedChannelOptions(options.BufferSize) { SingleReader = true };
        var channel = Channel.CreateBounded<(Workspace Workspace, TRow Row)>(buffer);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var filling = FillAsync(channel.Writer, stop);
        try
        {
            await foreach (var row in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return row;
            }
        }
        finally
        {
            // No matter how the consumer left: when the enumeration is over, every context is returned and no query is running.
            await stop.CancelAsync().ConfigureAwait(false);
            await filling.ConfigureAwait(false);
        }
    }

    /// <summary>Never throws: an error goes through the channel, after the rows that were read before it.</summary>
    private async Task FillAsync(ChannelWriter<(Workspace Workspace, TRow Row)> writer, CancellationTokenSource stop)
    {
        try
        {
            await Parallel.ForEachAsync(
                pages.ReadActiveAsync(RunPages.SizeFor(options.MaxParallelism), options.Filter, stop.Token),
                new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = stop.Token },
                async (workspace, token) =>
                {
                    try
                    {
                        await CopyAsync(workspace, writer, token).ConfigureAwait(false);
                    }
                    catch (Exception exception) when (!token.IsCancellationRequested)
                    {
                        await FailAsync(
                            new WorkspaceQueryException(workspace.Id, workspace.Slug, exception), writer, stop).ConfigureAwait(false);
                    }
                }).ConfigureAwait(false);
            writer.TryComplete();
        }
        catch (Exception exception)
        {
            writer.TryComplete(exception);
        }
    }

    private async Task CopyAsync(
        Workspace workspace, ChannelWriter<(Workspace Workspace, TRow Row)> writer, CancellationToken cancellationToken)
    {
        workspace = await gate.PrepareAsync(workspace, cancellationToken).ConfigureAwait(false);
        var lease = contexts.Bind(workspace);
        await using var _ = lease.ConfigureAwait(false);
        lease.Context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        await foreach (var row in query(lease.Context).AsAsyncEnumerable().WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await writer.WriteAsync((workspace, row), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(
        WorkspaceQueryException failure, ChannelWriter<(Workspace Workspace, TRow Row)> writer, CancellationTokenSource stop)
    {
        if (options.OnFailure is { } onFailure)
        {
            lock (_telling)
            {
                onFailure(failure);
            }

            return;
        }

        writer.TryComplete(failure);
        await stop.CancelAsync().ConfigureAwait(false);
    }
}
