using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Ecosystem;
using PmAssist.Tenancy.Specifications.Portability;
using PmAssist.Tenancy.Specifications.Zoo;

namespace PmAssist.Tenancy.PostgreSql.Tests;

// The same specifications on a real cluster, where PMASSIST_TEST_CITUS names its coordinator. Left out is what docs/scaling.md says Citus
// has not: cutovers, triggers (the doctor's model has some), joins of a workspace's table with the master's.

public sealed class CitusLine(CitusServer server) : ServerSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusIsolation(CitusServer server) : IsolationSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusSafety(CitusServer server) : SafetySpecification(server), IClassFixture<CitusServer>;

public sealed class CitusProvisioning(CitusServer server) : ProvisioningSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusMigrations(CitusServer server) : MigrationSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusServices(CitusServer server) : ServicesSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusSchemaParity(CitusServer server) : SchemaParitySpecification(server), IClassFixture<CitusServer>;

public sealed class CitusStartup(CitusServer server) : StartupSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusMigrationFailures(CitusServer server) : MigrationFailureSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusAhead(CitusServer server) : AheadSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusMigrationRuns(CitusServer server) : MigrationRunSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusPartialMigrations(CitusServer server) : PartialMigrationSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusScripts(CitusServer server) : ScriptSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusMigrationParity(CitusServer server) : MigrationParitySpecification(server), IClassFixture<CitusServer>
{
    protected override string ScriptTarget => "20260108000000_Rebuild";

    protected override void UseOwnOperations(DbContextOptionsBuilder options)
        => options.ReplaceService<IMigrationsSqlGenerator, PostgreSqlNoteGenerator>();
}

public sealed class CitusCatalogue(CitusServer server) : CatalogueSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusDirectory(CitusServer server) : DirectorySpecification(server), IClassFixture<CitusServer>;

public sealed class CitusHealth(CitusServer server) : HealthSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusMemberRace(CitusServer server) : MemberRaceSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusLifecycle(CitusServer server) : LifecycleSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusDeletion(CitusServer server) : DeletionSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusSpares(CitusServer server) : SpareSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusSpareTrouble(CitusServer server) : SpareTroubleSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusPaging(CitusServer server) : PagingSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusObservers(CitusServer server) : ObserverSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusText(CitusServer server) : TextSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusInterpolatedSql(CitusServer server) : InterpolatedSqlSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusLastSeen(CitusServer server) : LastSeenSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusFleet(CitusServer server) : FleetSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusObservability(CitusServer server) : ObservabilitySpecification(server), IClassFixture<CitusServer>;

public sealed class CitusIsolationTorture(CitusServer server) : IsolationTortureSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusRequestLoad(CitusServer server) : RequestLoadSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusLeases(CitusServer server) : LeaseSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusContextServices(CitusServer server) : ContextServicesSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusSeveralContexts(CitusServer server) : SeveralContextsSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusContextShapes(CitusServer server) : ContextShapeSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusTransactions(CitusServer server) : TransactionSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusFleetServices(CitusServer server) : FleetServicesSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusMissingRules(CitusServer server) : MissingRulesSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusTemplate(CitusServer server) : TemplateSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusZoo(CitusServer server) : ZooSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusWorkspaceProperties(CitusServer server) : WorkspacePropertySpecification(server), IClassFixture<CitusServer>;

public sealed class CitusWorkspaceSlugs(CitusServer server) : WorkspaceSlugSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusMasterContext(CitusServer server) : MasterContextSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusRows(CitusServer server) : RowsSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusExport(CitusServer server) : ExportSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusImport(CitusServer server) : ImportSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusRestore(CitusServer server) : RestoreSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusUnfinishedImport(CitusServer server) : UnfinishedImportSpecification(server), IClassFixture<CitusServer>;

public sealed class CitusEcosystem(CitusServer server) : EcosystemSpecification(server), IClassFixture<CitusServer>;
