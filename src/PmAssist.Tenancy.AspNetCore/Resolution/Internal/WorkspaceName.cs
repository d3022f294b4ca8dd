namespace PmAssist.Tenancy.Internal;

/// <summary>What a request calls its workspace: an id, a slug, or both where two sources differ in kind; or nothing.</summary>
internal readonly struct WorkspaceName
{
    private WorkspaceName(Guid id, string? slug, bool isPossible) => (Id, Slug, IsThere, IsPossible) = (id, slug, true, isPossible);

    /// <summary>A name that no workspace can have, for example two different ones.</summary>
    public static WorkspaceName Impossible { get; } = new(Guid.Empty, slug: null, isPossible: false);

    /// <summary>The id; empty if only a slug was given.</summary>
    public Guid Id { get; }

    /// <summary>The slug; null if only an id was given.</summary>
    public string? Slug { get; }

    /// <summary>Whether the request names a workspace at all.</summary>
    public bool IsThere { get; }

    /// <summary>Whether a workspace can have this name.</summary>
    public bool IsPossible { get; }

    /// <summary>The name of a workspace that was found before.</summary>
    public static WorkspaceName Of(Guid id) => new(id, slug: null, isPossible: true);

    /// <summary>
    /// Reads a text. An id has the 36 characters of a GUID with hyphens; a workspace whose slug looks like that is reached by its own
    /// id only.
    /// </summary>
    public static WorkspaceName Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return default;
        }

        if (text.Length == 36 && Guid.TryParseExact(text, "D", out var id))
        {
            return id == Guid.Empty ? Impossible : new(id, slug: null, isPossible: true);
        }

        return WorkspaceSlug.IsValid(text) ? new(Guid.Empty, text, isPossible: true) : Impossible;
    }

    /// <summary>This name together with another source's.</summary>
    public WorkspaceName And(in WorkspaceName other)
        => !other.IsThere ? this
            : !IsThere ? other
            : !IsPossible || !other.IsPossible || Differ(Id, other.Id) || Differ(Slug, other.Slug) ? Impossible
            : new(Id == Guid.Empty ? other.Id : Id, Slug ?? other.Slug, isPossible: true);

    /// <summary>Whether a workspace that was found by one part of the name has the other one too.</summary>
    public bool Fits(in WorkspaceListing listing) => Id == Guid.Empty || Slug is null || (listing.Id == Id && listing.Slug == Slug);

    private static bool Differ(Guid one, Guid other) => one != Guid.Empty && other != Guid.Empty && one != other;

    private static bool Differ(string? one, string? other) => one is not null && other is not null && one != other;
}
