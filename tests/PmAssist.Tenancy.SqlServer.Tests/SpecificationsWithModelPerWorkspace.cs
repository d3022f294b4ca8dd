using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;
using PmAssist.Tenancy.Specifications.Ecosystem;
using PmAssist.Tenancy.Specifications.Zoo;

namespace PmAssist.Tenancy.SqlServer.Tests;

// The same specifications with a model for each workspace.

public sealed class SqlServerIsolationWithModelPerWorkspace(SqlServerServer server) : IsolationSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerSafetyWithModelPerWorkspace(SqlServerServer server) : SafetySpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerProvisioningWithModelPerWorkspace(SqlServerServer server) : ProvisioningSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerMigrationWithModelPerWorkspace(SqlServerServer server) : MigrationSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerServicesWithModelPerWorkspace(SqlServerServer server) : ServicesSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerSchemaParityWithModelPerWorkspace(SqlServerServer server) : SchemaParitySpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerStartupWithModelPerWorkspace(SqlServerServer server) : StartupSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerMigrationParityWithModelPerWorkspace(SqlServerServer server) : MigrationParitySpecification(server)
{
    protected override string ScriptTarget => "20260104000000_OwnSql";

    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;

    protected override void UseOwnOperations(DbContextOptionsBuilder options)
        => options.ReplaceService<IMigrationsSqlGenerator, SqlServerNoteGenerator>();
}

public sealed class SqlServerFleetWithModelPerWorkspace(SqlServerServer server) : FleetSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerCatalogueWithModelPerWorkspace(SqlServerServer server) : CatalogueSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerMigrationFailuresWithModelPerWorkspace(SqlServerServer server) : MigrationFailureSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerAheadWithModelPerWorkspace(SqlServerServer server) : AheadSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerMigrationRunsWithModelPerWorkspace(SqlServerServer server) : MigrationRunSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerPartialMigrationsWithModelPerWorkspace(SqlServerServer server) : PartialMigrationSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class SqlServerCutoverSwitchWithModelPerWorkspace(SqlServerServer server) : CutoverSwitchSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerTemplateWithModelPerWorkspace(SqlServerServer server) : TemplateSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerZooWithModelPerWorkspace(SqlServerServer server) : ZooSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerInterpolatedSqlWithModelPerWorkspace(SqlServerServer server) : InterpolatedSqlSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerLeasesWithModelPerWorkspace(SqlServerServer server) : LeaseSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerContextServicesWithModelPerWorkspace(SqlServerServer server) : ContextServicesSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerWorkspacePropertiesWithModelPerWorkspace(SqlServerServer server) : WorkspacePropertySpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerWorkspaceSlugsWithModelPerWorkspace(SqlServerServer server) : WorkspaceSlugSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerMasterContextWithModelPerWorkspace(SqlServerServer server) : MasterContextSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerMappedWorkspacesWithModelPerWorkspace(SqlServerServer server) : MappedWorkspacesSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerSeveralContextsWithModelPerWorkspace(SqlServerServer server) : SeveralContextsSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerRowsWithModelPerWorkspace(SqlServerServer server) : RowsSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerContextShapesWithModelPerWorkspace(SqlServerServer server) : ContextShapeSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerTransactionsWithModelPerWorkspace(SqlServerServer server) : TransactionSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerFleetServicesWithModelPerWorkspace(SqlServerServer server) : FleetServicesSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerObservabilityWithModelPerWorkspace(SqlServerServer server) : ObservabilitySpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class SqlServerEcosystemWithModelPerWorkspace(SqlServerServer server) : EcosystemSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class SqlServerSparesWithModelPerWorkspace(SqlServerServer server) : SpareSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class SqlServerSpareTroubleWithModelPerWorkspace(SqlServerServer server) : SpareTroubleSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}
