using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;
using PmAssist.Tenancy.Specifications.Ecosystem;
using PmAssist.Tenancy.Specifications.Portability;
using PmAssist.Tenancy.Specifications.Zoo;

namespace PmAssist.Tenancy.Sqlite.Tests;

public sealed class SqliteIsolation(SqliteServer server) : IsolationSpecification(server);

public sealed class SqliteSafety(SqliteServer server) : SafetySpecification(server);

public sealed class SqliteProvisioning(SqliteServer server) : ProvisioningSpecification(server);

public sealed class SqliteMigrations(SqliteServer server) : MigrationSpecification(server);

public sealed class SqliteServices(SqliteServer server) : ServicesSpecification(server);

public sealed class SqliteSchemaParity(SqliteServer server) : SchemaParitySpecification(server);

public sealed class SqliteServerLine(SqliteServer server) : ServerSpecification(server);

public sealed class SqliteCompliance : ComplianceTests;

public sealed class SqliteStartup(SqliteServer server) : StartupSpecification(server);

public sealed class SqliteMigrationFailures(SqliteServer server) : MigrationFailureSpecification(server)
{
    protected override bool HasSchemas => false;
}

public sealed class SqliteAhead(SqliteServer server) : AheadSpecification(server);

public sealed class SqliteMigrationRuns(SqliteServer server) : MigrationRunSpecification(server);

public sealed class SqlitePartialMigrations(SqliteServer server) : PartialMigrationSpecification(server);

public sealed class SqliteScripts(SqliteServer server) : ScriptSpecification(server);

public sealed class SqliteMigrationParity(SqliteServer server) : MigrationParitySpecification(server)
{
    protected override void UseOwnOperations(DbContextOptionsBuilder options)
        => options.ReplaceService<IMigrationsSqlGenerator, SqliteNoteGenerator>();
}

public sealed class SqliteCatalogue(SqliteServer server) : CatalogueSpecification(server);

public sealed class SqliteDirectory(SqliteServer server) : DirectorySpecification(server);

public sealed class SqliteHealth(SqliteServer server) : HealthSpecification(server);

public sealed class SqliteMemberRace(SqliteServer server) : MemberRaceSpecification(server);

public sealed class SqliteLifecycle(SqliteServer server) : LifecycleSpecification(server);

public sealed class SqliteDeletion(SqliteServer server) : DeletionSpecification(server)
{
    protected override bool DropsWaitForUsers => false;
}

public sealed class SqliteSpares(SqliteServer server) : SpareSpecification(server);

public sealed class SqliteSpareTrouble(SqliteServer server) : SpareTroubleSpecification(server);

public sealed class SqlitePaging(SqliteServer server) : PagingSpecification(server);

public sealed class SqliteObservers(SqliteServer server) : ObserverSpecification(server);

public sealed class SqliteText(SqliteServer server) : TextSpecification(server);

public sealed class SqliteInterpolatedSql(SqliteServer server) : InterpolatedSqlSpecification(server)
{
    protected override bool HasSchemas => false;
}

public sealed class SqliteLastSeen(SqliteServer server) : LastSeenSpecification(server);

public sealed class SqliteFleet(SqliteServer server) : FleetSpecification(server);

public sealed class SqliteObservability(SqliteServer server) : ObservabilitySpecification(server);

public sealed class SqliteIsolationTorture(SqliteServer server) : IsolationTortureSpecification(server);

public sealed class SqliteRequestLoad(SqliteServer server) : RequestLoadSpecification(server);

public sealed class SqliteOldDatabase(SqliteServer server) : OldDatabaseSpecification(server);

public sealed class SqliteCutoverPlan(SqliteServer server) : CutoverPlanSpecification(server);

public sealed class SqliteCutoverRun(SqliteServer server) : CutoverRunSpecification(server);

public sealed class SqliteCutoverSpans(SqliteServer server) : CutoverSpanSpecification(server);

public sealed class SqliteCutoverCatchUp(SqliteServer server) : CutoverCatchUpSpecification(server);

public sealed class SqliteCutoverSwitch(SqliteServer server) : CutoverSwitchSpecification(server);

public sealed class SqliteCutoverRollBack(SqliteServer server) : CutoverRollBackSpecification(server);

public sealed class SqliteCutoverVolume(SqliteServer server) : CutoverVolumeSpecification(server);

public sealed class SqliteCutoverOwnership(SqliteServer server) : CutoverOwnershipSpecification(server);

public sealed class SqliteCutoverEdges(SqliteServer server) : CutoverEdgeSpecification(server);

public sealed class SqliteCutoverContexts(SqliteServer server) : CutoverContextsSpecification(server);

public sealed class SqliteLeases(SqliteServer server) : LeaseSpecification(server);

public sealed class SqliteContextServices(SqliteServer server) : ContextServicesSpecification(server);

public sealed class SqliteSeveralContexts(SqliteServer server) : SeveralContextsSpecification(server);

public sealed class SqliteContextShapes(SqliteServer server) : ContextShapeSpecification(server);

public sealed class SqliteTransactions(SqliteServer server) : TransactionSpecification(server);

public sealed class SqliteFleetServices(SqliteServer server) : FleetServicesSpecification(server);

public sealed class SqliteMissingRules(SqliteServer server) : MissingRulesSpecification(server);

public sealed class SqliteTemplate(SqliteServer server) : TemplateSpecification(server);

public sealed class SqliteZoo(SqliteServer server) : ZooSpecification(server);

public sealed class SqliteWorkspaceProperties(SqliteServer server) : WorkspacePropertySpecification(server);

public sealed class SqliteWorkspaceSlugs(SqliteServer server) : WorkspaceSlugSpecification(server);

public sealed class SqliteMasterContext(SqliteServer server) : MasterContextSpecification(server);

public sealed class SqliteMappedWorkspaces(SqliteServer server) : MappedWorkspacesSpecification(server);

public sealed class SqliteRows(SqliteServer server) : RowsSpecification(server);

public sealed class SqliteEcosystem(SqliteServer server) : EcosystemSpecification(server);

public sealed class SqliteCommandLine(SqliteServer server) : Specifications.CommandLine.CommandLineSpecification(server);

public sealed class SqliteCutoverVerbs(SqliteServer server) : Specifications.CommandLine.CutoverVerbSpecification(server);

public sealed class SqliteRunbook(SqliteServer server) : Specifications.CommandLine.RunbookSpecification(server);

public sealed class SqliteExport(SqliteServer server) : ExportSpecification(server);

public sealed class SqliteImport(SqliteServer server) : ImportSpecification(server);

public sealed class SqliteRestore(SqliteServer server) : RestoreSpecification(server);

public sealed class SqliteMask(SqliteServer server) : MaskSpecification(server);

public sealed class SqliteRowNumber(SqliteServer server) : RowNumberSpecification(server);

public sealed class SqliteOlderFile(SqliteServer server) : OlderFileSpecification(server);

public sealed class SqliteUnfinishedImport(SqliteServer server) : UnfinishedImportSpecification(server);

public sealed class SqliteForgedFile(SqliteServer server) : ForgedFileSpecification(server);

public sealed class SqliteBusyExport(SqliteServer server) : BusyExportSpecification(server);
