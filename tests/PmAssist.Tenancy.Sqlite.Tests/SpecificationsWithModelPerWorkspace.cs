using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;
using PmAssist.Tenancy.Specifications.Ecosystem;
using PmAssist.Tenancy.Specifications.Zoo;

namespace PmAssist.Tenancy.Sqlite.Tests;

// The same specifications with a model for each workspace.

[Trait("Category", "Long")]
public sealed class SqliteIsolationWithModelPerWorkspace(SqliteServer server) : IsolationSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteSafetyWithModelPerWorkspace(SqliteServer server) : SafetySpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteProvisioningWithModelPerWorkspace(SqliteServer server) : ProvisioningSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteMigrationWithModelPerWorkspace(SqliteServer server) : MigrationSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteServicesWithModelPerWorkspace(SqliteServer server) : ServicesSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteSchemaParityWithModelPerWorkspace(SqliteServer server) : SchemaParitySpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteStartupWithModelPerWorkspace(SqliteServer server) : StartupSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class SqliteMigrationParityWithModelPerWorkspace(SqliteServer server) : MigrationParitySpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;

    protected override void UseOwnOperations(DbContextOptionsBuilder options)
        => options.ReplaceService<IMigrationsSqlGenerator, SqliteNoteGenerator>();
}

[Trait("Category", "Long")]
public sealed class SqliteFleetWithModelPerWorkspace(SqliteServer server) : FleetSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteCatalogueWithModelPerWorkspace(SqliteServer server) : CatalogueSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteMigrationFailuresWithModelPerWorkspace(SqliteServer server) : MigrationFailureSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;

    protected override bool HasSchemas => false;
}

public sealed class SqliteAheadWithModelPerWorkspace(SqliteServer server) : AheadSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class SqliteMigrationRunsWithModelPerWorkspace(SqliteServer server) : MigrationRunSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlitePartialMigrationsWithModelPerWorkspace(SqliteServer server) : PartialMigrationSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class SqliteCutoverSwitchWithModelPerWorkspace(SqliteServer server) : CutoverSwitchSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteTemplateWithModelPerWorkspace(SqliteServer server) : TemplateSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class SqliteZooWithModelPerWorkspace(SqliteServer server) : ZooSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteInterpolatedSqlWithModelPerWorkspace(SqliteServer server) : InterpolatedSqlSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;

    protected override bool HasSchemas => false;
}

public sealed class SqliteLeasesWithModelPerWorkspace(SqliteServer server) : LeaseSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteContextServicesWithModelPerWorkspace(SqliteServer server) : ContextServicesSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteWorkspacePropertiesWithModelPerWorkspace(SqliteServer server) : WorkspacePropertySpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteWorkspaceSlugsWithModelPerWorkspace(SqliteServer server) : WorkspaceSlugSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteMasterContextWithModelPerWorkspace(SqliteServer server) : MasterContextSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteMappedWorkspacesWithModelPerWorkspace(SqliteServer server) : MappedWorkspacesSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteSeveralContextsWithModelPerWorkspace(SqliteServer server) : SeveralContextsSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteRowsWithModelPerWorkspace(SqliteServer server) : RowsSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteContextShapesWithModelPerWorkspace(SqliteServer server) : ContextShapeSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteTransactionsWithModelPerWorkspace(SqliteServer server) : TransactionSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteFleetServicesWithModelPerWorkspace(SqliteServer server) : FleetServicesSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteObservabilityWithModelPerWorkspace(SqliteServer server) : ObservabilitySpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqliteEcosystemWithModelPerWorkspace(SqliteServer server) : EcosystemSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class SqliteSparesWithModelPerWorkspace(SqliteServer server) : SpareSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class SqliteSpareTroubleWithModelPerWorkspace(SqliteServer server) : SpareTroubleSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}
