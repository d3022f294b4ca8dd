namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The names of spans, metrics, tags, log categories and keys of log scopes. They are stable; docs/observability.md lists them, and a test
/// compares it with this class. Event ids are in <see cref="TenancyEvents"/>.
/// </summary>
internal static class TenancySignals
{
    /// <summary>The span of making one workspace's schema.</summary>
    public const string ProvisionSpan = "pmassist.provision";

    /// <summary>The span of migrating one workspace.</summary>
    public const string MigrateSpan = "pmassist.migrate";

    /// <summary>The span of a run over workspaces; those of the single workspaces lie in it.</summary>
    public const string RunSpan = "pmassist.run";

    /// <summary>The span of a function in one workspace.</summary>
    public const string VisitSpan = "pmassist.visit";

    /// <summary>The span of one EF Core command.</summary>
    public const string CommandSpan = "pmassist.command";

    /// <summary>Contexts that were rented, by <see cref="ContextTag"/>: a counter.</summary>
    public const string ContextsRented = "pmassist.contexts.rented";

    /// <summary>Questions to the catalogue, by <see cref="ResultTag"/>: a counter.</summary>
    public const string CatalogueLookups = "pmassist.catalogue.lookups";

    /// <summary>What a safety rule refused, by <see cref="ContextTag"/> and <see cref="ReasonTag"/>: a counter.</summary>
    public const string CommandsRefused = "pmassist.commands.refused";

    /// <summary>How long the migration of one workspace took, by <see cref="OutcomeTag"/>: a histogram, in seconds.</summary>
    public const string MigrationDuration = "pmassist.migration.duration";

    /// <summary>Workspaces by <see cref="StatusTag"/>: a gauge.</summary>
    public const string Workspaces = "pmassist.workspaces";

    /// <summary>Workspaces that have a schema, by <see cref="StandingTag"/>: a gauge.</summary>
    public const string Schemas = "pmassist.schemas";

    /// <summary>Schemas that are kept for the next workspaces, those that are being made among them: a gauge.</summary>
    public const string Spares = "pmassist.spares";

    /// <summary>How many seconds the deleted workspace that is due longest waits for its purge; 0 if none is due: a gauge.</summary>
    public const string PurgeDelay = "pmassist.purge.delay";

    /// <summary>A workspace's id. On spans, never on metrics.</summary>
    public const string WorkspaceIdTag = "pmassist.workspace.id";

    /// <summary>The name of a context's type.</summary>
    public const string ContextTag = "pmassist.context";

    /// <summary>How a question was answered: <c>hit</c> from memory, <c>miss</c> by a query.</summary>
    public const string ResultTag = "pmassist.result";

    /// <summary>Why a command was refused: <c>unbound</c>, <c>lease_over</c>, <c>other_workspace</c> or <c>foreign_entity</c>.</summary>
    public const string ReasonTag = "pmassist.reason";

    /// <summary>How work on a workspace ended, for example <c>migrated</c> or <c>failed</c>; of a run, how it stopped.</summary>
    public const string OutcomeTag = "pmassist.outcome";

    /// <summary>A <see cref="WorkspaceStatus"/>, for example <c>active</c>.</summary>
    public const string StatusTag = "pmassist.workspace.status";

    /// <summary>How a schema stands to this build: <c>behind</c>, <c>current</c> or <c>ahead</c>.</summary>
    public const string StandingTag = "pmassist.schema.standing";

    /// <summary>What a run does: <c>migrate</c> or <c>visit</c>.</summary>
    public const string RunKindTag = "pmassist.run.kind";

    /// <summary>How many workspaces a run had.</summary>
    public const string RunWorkspacesTag = "pmassist.run.workspaces";

    /// <summary>How many workspaces of a run failed.</summary>
    public const string RunFailedTag = "pmassist.run.failed";

    /// <summary>The log category of creating and dropping schemas, and of the check at startup.</summary>
    public const string ProvisioningLog = "PmAssist.Tenancy.Provisioning";

    /// <summary>The log category of migrations.</summary>
    public const string MigrationsLog = "PmAssist.Tenancy.Migrations";

    /// <summary>The log category of contexts.</summary>
    public const string ContextsLog = "PmAssist.Tenancy.Contexts";

    /// <summary>The log category of what is read from and written to the catalogue in the background.</summary>
    public const string CatalogueLog = "PmAssist.Tenancy.Catalogue";

    /// <summary>The log category of functions in all workspaces.</summary>
    public const string FleetLog = "PmAssist.Tenancy.Fleet";

    /// <summary>The key of a workspace's id in a log scope.</summary>
    public const string WorkspaceIdScopeKey = "WorkspaceId";

    /// <summary>The key of a workspace's slug in a log scope.</summary>
    public const string WorkspaceSlugScopeKey = "WorkspaceSlug";
}
