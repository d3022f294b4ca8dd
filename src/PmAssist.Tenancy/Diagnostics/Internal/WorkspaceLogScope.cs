using System.Collections;

namespace PmAssist.Tenancy.Internal;

/// <summary>What a log scope says of a workspace; loggers read the pairs, or the text.</summary>
internal sealed class WorkspaceLogScope(Guid id, string slug) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 2;

    public KeyValuePair<string, object?> this[int index]
        => index switch
        {
            0 => new(TenancySignals.WorkspaceIdScopeKey, id),
            1 => new(TenancySignals.WorkspaceSlugScopeKey, slug),
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return this[0];
        yield return this[1];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString()
        => $"{TenancySignals.WorkspaceIdScopeKey}:{id}, {TenancySignals.WorkspaceSlugScopeKey}:{slug}";
}
