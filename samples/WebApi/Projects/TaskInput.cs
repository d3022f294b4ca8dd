using System.ComponentModel.DataAnnotations;

namespace WebApi.Projects;

/// <param name="DueOn">The day by which it has to be done; null for none.</param>
public sealed record TaskInput(
    [Required, StringLength(ProjectTask.MaxTitleLength)] string Title, DateOnly? DueOn = null, bool IsDone = false);
