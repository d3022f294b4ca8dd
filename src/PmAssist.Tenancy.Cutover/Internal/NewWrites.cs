using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>What the new side has of its own, which a roll-back would lose.</summary>
internal sealed class NewWrites(CutoverVerifier verifier, ICatalogue catalogue, CutoverWorkspaces workspaceStore)
{
    /// <summary>Nothing writes to the source side anymore, so what differs was written on the new one.</summary>
    /// <exception cref="CutoverException">There are such writes, or the description does not tell.</exception>
    public async Task RefuseAsync(CutoverSource source, int parallelism, CancellationToken cancellationToken)
    {
        source.ThrowIfProblems();
        var verification = await verifier.VerifyAsync(source, parallelism, source.Mapping.Others, cancellationToken).ConfigureAwait(false);
        if (verification.Violations is [var first, ..])
        {
            throw new CutoverException(
                $"It cannot be told what the new side has of its own: by this description {first.Rows} rows of '{first.Table}' break the "
                + $"rule {first.Rule}. Use the description that the rows were carried over by, or roll back with discardNewWrites. "
                + "Nothing was changed.");
        }

        var states = await workspaceStore.StatesAsync(cancellationToken).ConfigureAwait(false);
        var ids = await catalogue.ReadAsync(
            (context, token) => context.Workspaces
                .Where(w => w.Status != WorkspaceStatus.Deleted).Select(w => w.Id).ToListAsync(token),
            cancellationToken).ConfigureAwait(false);
        var created = ids.Count(id => !states.ContainsKey(id));
        if (verification.DifferentRows.Count > 0 || created > 0)
        {
            var counts = verification.DifferentRows.Select(d => $"{d.Value} in {d.Key}").Append($"{created} new workspaces");
            throw new CutoverException(
                $"The new side has writes of its own: {SqlText.List(counts)}. They would be lost (new workspaces would stay). "
                + "Carry them back by hand, or roll back with discardNewWrites. Nothing was changed.");
        }
    }
}
