namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>A host's own row with a key of two columns, one of which refers to another table.</summary>
public class DocumentTag
{
    public Guid DocumentId { get; set; }

    public string Tag { get; set; } = "";

    public string? Note { get; set; }
}
