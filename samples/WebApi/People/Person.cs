namespace WebApi.People;

/// <summary>Somebody who may sign in.</summary>
/// <param name="Id">The id that members, tasks and audit entries have.</param>
/// <param name="Name">The name for people.</param>
/// <param name="About">What this person does.</param>
/// <param name="IsOperator">Whether this person runs the service: sees the fleet, but no more of a workspace than others do.</param>
public sealed record Person(string Id, string Name, string About, bool IsOperator = false)
{
    /// <summary>Everybody whom this sample knows. A real host has its users in an identity provider.</summary>
    public static IReadOnlyList<Person> All { get; } =
    [
        new("ada", "Ada", "leads projects"),
        new("grace", "Grace", "writes software"),
        new("katherine", "Katherine", "runs the service", IsOperator: true),
    ];

    public static Person? Find(string? id) => All.FirstOrDefault(p => p.Id == id);
}
