namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>All that a context of documents knows of another context's agent.</summary>
public sealed class DocumentAgent
{
    public Guid Id { get; set; }
}
