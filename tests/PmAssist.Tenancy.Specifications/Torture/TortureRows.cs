using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Specifications.Torture;

/// <summary>
/// The rows of a workspace under torture. Three projects with their tickets have the same keys in every workspace and are never
/// deleted, so that a row, an entity or a cached query of another workspace would fit in. All others have a rank below zero.
/// </summary>
internal static class TortureRows
{
    public static readonly Guid[] Kept = [.. Enumerable.Range(1, 3).Select(i => new Guid(i, 0, 0, new byte[8]))];

    public static IEnumerable<Project> KeptFor(Workspace workspace)
        => Kept.Select((id, i) => new Project
        {
            Id = id,
            WrittenFor = workspace.Id,
            Name = $"Kept {i}",
            Tickets = [NewTicket(workspace, new Guid(i, 1, 0, new byte[8])), NewTicket(workspace, new Guid(i, 2, 0, new byte[8]))],
        });

    public static Project NewProject(Workspace workspace)
        => new() { WrittenFor = workspace.Id, Name = "Passing", Rank = -1, Tickets = [NewTicket(workspace), NewTicket(workspace)] };

    public static string Table(DbContext context)
        => context.GetService<ISqlGenerationHelper>().DelimitIdentifier("projects", WorkspaceSchema.TemplateName);

    public static string Column(DbContext context, string name) => context.GetService<ISqlGenerationHelper>().DelimitIdentifier(name);

    private static Ticket NewTicket(Workspace workspace, Guid id = default)
        => new() { Id = id, WrittenFor = workspace.Id, Title = "A ticket" };
}
