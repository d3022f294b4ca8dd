using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Torture;

/// <summary>
/// One turn of one worker: a bound context, the workspace it was asked for, and what was seen that does not belong there.
/// </summary>
internal sealed class TortureTurn(
    IsolationTorture torture, SpecDbContext context, Workspace workspace, Random random, CancellationToken cancellationToken)
{
    public SpecDbContext Context => context;

    public Workspace Workspace => workspace;

    public Random Random => random;

    public CancellationToken Token => cancellationToken;

    public Func<SpecDbContext, int, IAsyncEnumerable<Project>> CompiledQuery => torture.CompiledQuery;

    /// <summary>Rows that were read: all of them are the workspace's, and those that are never deleted are there.</summary>
    public void SeeAll(IReadOnlyCollection<Project> projects)
    {
        See(projects.Select(p => p.WrittenFor));
        See(projects.SelectMany(p => p.Tickets).Select(t => t.WrittenFor));
        var kept = projects.Count(p => TortureRows.Kept.Contains(p.Id));
        if (kept != TortureRows.Kept.Length)
        {
            torture.Leaked($"{workspace.Schema} shows {kept} of its {TortureRows.Kept.Length} lasting rows");
        }
    }

    public void See(IEnumerable<Guid> writtenFor)
    {
        foreach (var other in writtenFor.Where(id => id != workspace.Id))
        {
            torture.Leaked($"{workspace.Schema} shows a row of {WorkspaceSchema.For(other)}");
        }
    }

    /// <summary>Runs with a context of another workspace while this one is in use.</summary>
    public Task InAnotherAsync(Func<TortureTurn, Task> run) => torture.TakeTurnAsync(random, run, cancellationToken);

    public Task<int> SaveAsync() => context.SaveChangesAsync(cancellationToken);

    public Task<int> ExecuteAsync(string sql, params object[] parameters)
        => context.Database.ExecuteSqlRawAsync(sql, parameters, cancellationToken);
}
