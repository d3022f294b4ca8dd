using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>The verbs, in the order of the help. A table of contents.</summary>
internal static class VerbList
{
    /// <param name="registered">What the host has; a verb without its service is left out. Null for all verbs.</param>
    public static IEnumerable<Command> Create(IServiceProviderIsService? registered)
    {
        yield return Group(
            "workspaces",
            "The life of workspaces, and who is in them.",
            [
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
                .. Files(registered),
                .. Places(registered),
                Group(
                    "members",
                    "The members of a workspace.",
                    new ListMembersVerb(),
                    new AddMemberVerb(),
                    new SetRoleVerb(),
                    new RemoveMemberVerb()),
                .. Integrations(registered),
            ]);
        yield return Group(
            "migrations",
            "The versions of schemas.",
            new MigrationStatusVerb(),
            new MigrationPlanVerb(),
            new MigrationRunVerb(),
            new MigrationDownVerb(),
            new MigrationScriptVerb(),
            new MigrationVerifyVerb());
        yield return new DoctorVerb();
        yield return new SparesVerb();
        yield return new AuditVerb();
        yield return new SqlVerb();
        if (registered?.IsService(typeof(IWorkspaceCutover)) != false)
        {
            yield return Group(
                "cutover",
                "The move from one schema for all to one for each workspace.",
                new CutoverStatusVerb(),
                new CutoverDiscoverVerb(),
                new CutoverPlanVerb(),
                new CutoverRunVerb(),
                new CutoverCatchUpVerb(),
                new CutoverFenceVerb(),
                new CutoverVerifyVerb(),
                new CutoverOpenVerb(),
                new CutoverRetireVerb(),
                new CutoverDropVerb(),
                new CutoverRollBackVerb());
        }

        yield return new CompletionVerb();
    }

    private static Command[] Files(IServiceProviderIsService? registered)
        => registered?.IsService(typeof(IWorkspacePortability)) != false
            ? [new ExportVerb(), new ImportVerb(), new CloneVerb(), new CompareVerb(), new CopyBackVerb()]
            : [];

    /// <summary>Where a context has the library's tables.</summary>
    private static Command[] Integrations(IServiceProviderIsService? registered)
        => registered?.IsService(typeof(WorkspaceDbContext)) != false
            ? [
                Group(
                    "integrations",
                    "The links of a workspace to external systems.",
                    new ListIntegrationsVerb(),
                    new AddIntegrationVerb(),
                    new SetIntegrationVerb(),
                    new RemoveIntegrationVerb()),
            ]
            : [];

    private static Command[] Places(IServiceProviderIsService? registered)
        => registered?.IsService(typeof(IWorkspacePlaces)) != false
            ? [new PlacesVerb(), new MovesVerb(), new MoveVerb(), new DistributeVerb(), new UndistributeVerb()]
            : [];

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
