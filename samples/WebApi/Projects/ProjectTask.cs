namespace WebApi.Projects;

/// <summary>Something to be done in a workspace.</summary>
public sealed class ProjectTask
{
    public const int MaxTitleLength = 200;

    public Guid Id { get; set; }

    public required string Title { get; set; }

    public bool IsDone { get; set; }

    public DateOnly? DueOn { get; set; }

    public required string CreatedBy { get; set; }

    public DateTime CreatedUtc { get; set; }
}
