using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>The verbs, in the order of the help. A table of contents.</summary>
internal static class VerbList
{
    /// <param name="registered">What the host has; a verb without its service is left out. Null for all verbs.</param>
    /// <param name="root">The command that they hang below.</param>
    public static IEnumerable<Command> Create(IServiceProviderIsService? registered, RootCommand root)
    {
        yield return Group(
            "workspaces",
            "The life of workspaces, and who is in them.",
            new ListVerb(),
            new ShowVerb(),
            new CreateVerb(),
            new RenameVerb(),
            new SetVerb(),
            new SuspendVerb(),
            new ResumeVerb(),
            new ArchiveVerb(),
            new DeleteVerb(),
            new RestoreVerb(),
            new PurgeVerb(),
            new AdoptVerb(),
            Group(
                "members", "The members of a workspace.", new ListMembersVerb(), new AddMemberVerb(), new SetRoleVerb(), new RemoveMemberVerb()));
    }

    private static Command Group(string name, string description, params IEnumerable<Command> verbs)
    {
        var group = new Command(name, description);
        foreach (var verb in verbs)
        {
            group.Subcommands.Add(verb);
        }

        return group;
    }
}
