using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;
using PmAssist.Tenancy.Specifications.Ecosystem;
using PmAssist.Tenancy.Specifications.Zoo;

namespace PmAssist.Tenancy.PostgreSql.Tests;

// The same specifications with a model for each workspace.

[Trait("Category", "Long")]
public sealed class PostgreSqlIsolationWithModelPerWorkspace(PostgreSqlServer server) : IsolationSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlSafetyWithModelPerWorkspace(PostgreSqlServer server) : SafetySpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlProvisioningWithModelPerWorkspace(PostgreSqlServer server) : ProvisioningSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlMigrationWithModelPerWorkspace(PostgreSqlServer server) : MigrationSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlServicesWithModelPerWorkspace(PostgreSqlServer server) : ServicesSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlSchemaParityWithModelPerWorkspace(PostgreSqlServer server) : SchemaParitySpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlStartupWithModelPerWorkspace(PostgreSqlServer server) : StartupSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class PostgreSqlMigrationParityWithModelPerWorkspace(PostgreSqlServer server) : MigrationParitySpecification(server)
{
    protected override string ScriptTarget => "20260108000000_Rebuild";

    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;

    protected override void UseOwnOperations(DbContextOptionsBuilder options)
        => options.ReplaceService<IMigrationsSqlGenerator, PostgreSqlNoteGenerator>();
}

[Trait("Category", "Long")]
public sealed class PostgreSqlFleetWithModelPerWorkspace(PostgreSqlServer server) : FleetSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlCatalogueWithModelPerWorkspace(PostgreSqlServer server) : CatalogueSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlMigrationFailuresWithModelPerWorkspace(PostgreSqlServer server) : MigrationFailureSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlAheadWithModelPerWorkspace(PostgreSqlServer server) : AheadSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class PostgreSqlMigrationRunsWithModelPerWorkspace(PostgreSqlServer server) : MigrationRunSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlPartialMigrationsWithModelPerWorkspace(PostgreSqlServer server) : PartialMigrationSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class PostgreSqlCutoverSwitchWithModelPerWorkspace(PostgreSqlServer server) : CutoverSwitchSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlTemplateWithModelPerWorkspace(PostgreSqlServer server) : TemplateSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class PostgreSqlZooWithModelPerWorkspace(PostgreSqlServer server) : ZooSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlInterpolatedSqlWithModelPerWorkspace(PostgreSqlServer server) : InterpolatedSqlSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlLeasesWithModelPerWorkspace(PostgreSqlServer server) : LeaseSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlContextServicesWithModelPerWorkspace(PostgreSqlServer server) : ContextServicesSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlWorkspacePropertiesWithModelPerWorkspace(PostgreSqlServer server) : WorkspacePropertySpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlWorkspaceSlugsWithModelPerWorkspace(PostgreSqlServer server) : WorkspaceSlugSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlMasterContextWithModelPerWorkspace(PostgreSqlServer server) : MasterContextSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlMappedWorkspacesWithModelPerWorkspace(PostgreSqlServer server) : MappedWorkspacesSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlSeveralContextsWithModelPerWorkspace(PostgreSqlServer server) : SeveralContextsSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlRowsWithModelPerWorkspace(PostgreSqlServer server) : RowsSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlContextShapesWithModelPerWorkspace(PostgreSqlServer server) : ContextShapeSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlTransactionsWithModelPerWorkspace(PostgreSqlServer server) : TransactionSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlFleetServicesWithModelPerWorkspace(PostgreSqlServer server) : FleetServicesSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlObservabilityWithModelPerWorkspace(PostgreSqlServer server) : ObservabilitySpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

public sealed class PostgreSqlEcosystemWithModelPerWorkspace(PostgreSqlServer server) : EcosystemSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class PostgreSqlSparesWithModelPerWorkspace(PostgreSqlServer server) : SpareSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}

[Trait("Category", "Long")]
public sealed class PostgreSqlSpareTroubleWithModelPerWorkspace(PostgreSqlServer server) : SpareTroubleSpecification(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}
