namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>A host's own row, which the old database has too.</summary>
public class Document
{
    public Guid Id { get; set; }

    public string Title { get; set; } = "";

    public string Body { get; set; } = "";

    public string? Author { get; set; }

    public long Size { get; set; }

    public DateTime CreatedUtc { get; set; }

    public DateTime UpdatedUtc { get; set; }

    public Guid? AgentId { get; set; }
}
