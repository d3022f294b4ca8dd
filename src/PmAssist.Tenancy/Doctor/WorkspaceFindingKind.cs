namespace PmAssist.Tenancy;

/// <summary>What is wrong with a workspace, a schema, or an object in one.</summary>
public enum WorkspaceFindingKind
{
    /// <summary>It could not be examined; why is in <see cref="WorkspaceFinding.Actual"/>.</summary>
    NotExamined = 0,

    /// <summary>The workspace's schema is not in the database.</summary>
    SchemaMissing = 1,

    /// <summary>No row owns the schema: left by a restore of the catalogue alone, or another master's in the same database.</summary>
    SchemaUnowned = 2,

    /// <summary>The template schema is in the database, where a context without a workspace would find tables.</summary>
    TemplateSchema = 3,

    /// <summary>The workspace has been in provisioning for too long.</summary>
    ProvisioningStuck = 4,

    /// <summary>The workspace has been in deletion for too long.</summary>
    DeletingStuck = 5,

    /// <summary>The row says something else than the schema's own migrations history.</summary>
    CatalogueWrong = 6,

    /// <summary>The schema lacks an object that its migrations make.</summary>
    ObjectMissing = 7,

    /// <summary>The schema has an object that its migrations do not make.</summary>
    ObjectUnexpected = 8,

    /// <summary>An object is not as the migrations make it.</summary>
    ObjectDifferent = 9,

    /// <summary>An object is as it should be but not in effect: disabled, invalid, not validated.</summary>
    ObjectNotInEffect = 10,

    /// <summary>An import or a clone of the workspace has been incomplete for too long; nobody has seen the workspace.</summary>
    ImportStuck = 11,

    /// <summary>The database, or the cluster, is not set up as workspaces need it; it is about no workspace.</summary>
    DatabaseWrong = 12,

    /// <summary>The workspace has been suspended by a restore of its rows for too long.</summary>
    RestoreStuck = 13,
}
