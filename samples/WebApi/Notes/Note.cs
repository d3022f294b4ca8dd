namespace WebApi.Notes;

/// <summary>What somebody wrote down in a workspace.</summary>
public sealed class Note
{
    public const int MaxTextLength = 1000;

    public Guid Id { get; set; }

    public required string Text { get; set; }

    public required string Author { get; set; }

    public DateTime WrittenUtc { get; set; }
}
