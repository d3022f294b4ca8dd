using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;
using PmAssist.Tenancy.Specifications.Ecosystem;
using PmAssist.Tenancy.Specifications.Portability;
using PmAssist.Tenancy.Specifications.Zoo;

namespace PmAssist.Tenancy.SqlServer.Tests;

public sealed class SqlServerIsolation(SqlServerServer server) : IsolationSpecification(server);

public sealed class SqlServerSafety(SqlServerServer server) : SafetySpecification(server);

public sealed class SqlServerProvisioning(SqlServerServer server) : ProvisioningSpecification(server);

public sealed class SqlServerMigrations(SqlServerServer server) : MigrationSpecification(server);

public sealed class SqlServerServices(SqlServerServer server) : ServicesSpecification(server);

public sealed class SqlServerSchemaParity(SqlServerServer server) : SchemaParitySpecification(server);

public sealed class SqlServerServerLine(SqlServerServer server) : ServerSpecification(server);

public sealed class SqlServerCompliance : ComplianceTests;

public sealed class SqlServerStartup(SqlServerServer server) : StartupSpecification(server);

public sealed class SqlServerMigrationFailures(SqlServerServer server) : MigrationFailureSpecification(server);

public sealed class SqlServerAhead(SqlServerServer server) : AheadSpecification(server);

public sealed class SqlServerMigrationRuns(SqlServerServer server) : MigrationRunSpecification(server);

public sealed class SqlServerPartialMigrations(SqlServerServer server) : PartialMigrationSpecification(server);

public sealed class SqlServerScripts(SqlServerServer server) : ScriptSpecification(server);

public sealed class SqlServerMigrationParity(SqlServerServer server) : MigrationParitySpecification(server)
{
    protected override string ScriptTarget => "20260104000000_OwnSql";

    protected override void UseOwnOperations(DbContextOptionsBuilder options)
        => options.ReplaceService<IMigrationsSqlGenerator, SqlServerNoteGenerator>();
}

public sealed class SqlServerCatalogue(SqlServerServer server) : CatalogueSpecification(server);

public sealed class SqlServerDirectory(SqlServerServer server) : DirectorySpecification(server);

public sealed class SqlServerHealth(SqlServerServer server) : HealthSpecification(server);

public sealed class SqlServerMemberRace(SqlServerServer server) : MemberRaceSpecification(server);

public sealed class SqlServerLifecycle(SqlServerServer server) : LifecycleSpecification(server);

public sealed class SqlServerDeletion(SqlServerServer server) : DeletionSpecification(server);

public sealed class SqlServerSpares(SqlServerServer server) : SpareSpecification(server);

public sealed class SqlServerSpareTrouble(SqlServerServer server) : SpareTroubleSpecification(server);

public sealed class SqlServerPaging(SqlServerServer server) : PagingSpecification(server);

public sealed class SqlServerObservers(SqlServerServer server) : ObserverSpecification(server);

public sealed class SqlServerText(SqlServerServer server) : TextSpecification(server);

public sealed class SqlServerInterpolatedSql(SqlServerServer server) : InterpolatedSqlSpecification(server);

public sealed class SqlServerLastSeen(SqlServerServer server) : LastSeenSpecification(server);

public sealed class SqlServerFleet(SqlServerServer server) : FleetSpecification(server);

public sealed class SqlServerObservability(SqlServerServer server) : ObservabilitySpecification(server);

public sealed class SqlServerIsolationTorture(SqlServerServer server) : IsolationTortureSpecification(server);

public sealed class SqlServerRequestLoad(SqlServerServer server) : RequestLoadSpecification(server);

public sealed class SqlServerOldDatabase(SqlServerServer server) : OldDatabaseSpecification(server);

public sealed class SqlServerCutoverPlan(SqlServerServer server) : CutoverPlanSpecification(server);

public sealed class SqlServerCutoverRun(SqlServerServer server) : CutoverRunSpecification(server);

public sealed class SqlServerCutoverSpans(SqlServerServer server) : CutoverSpanSpecification(server);

public sealed class SqlServerCutoverCatchUp(SqlServerServer server) : CutoverCatchUpSpecification(server);

public sealed class SqlServerCutoverSwitch(SqlServerServer server) : CutoverSwitchSpecification(server);

public sealed class SqlServerCutoverRollBack(SqlServerServer server) : CutoverRollBackSpecification(server);

public sealed class SqlServerCutoverVolume(SqlServerServer server) : CutoverVolumeSpecification(server);

public sealed class SqlServerCutoverOwnership(SqlServerServer server) : CutoverOwnershipSpecification(server);

public sealed class SqlServerCutoverEdges(SqlServerServer server) : CutoverEdgeSpecification(server);

public sealed class SqlServerCutoverContexts(SqlServerServer server) : CutoverContextsSpecification(server);

public sealed class SqlServerLeases(SqlServerServer server) : LeaseSpecification(server);

public sealed class SqlServerContextServices(SqlServerServer server) : ContextServicesSpecification(server);

public sealed class SqlServerSeveralContexts(SqlServerServer server) : SeveralContextsSpecification(server);

public sealed class SqlServerContextShapes(SqlServerServer server) : ContextShapeSpecification(server);

public sealed class SqlServerTransactions(SqlServerServer server) : TransactionSpecification(server);

public sealed class SqlServerFleetServices(SqlServerServer server) : FleetServicesSpecification(server);

public sealed class SqlServerMissingRules(SqlServerServer server) : MissingRulesSpecification(server);

public sealed class SqlServerTemplate(SqlServerServer server) : TemplateSpecification(server);

public sealed class SqlServerZoo(SqlServerServer server) : ZooSpecification(server);

public sealed class SqlServerWorkspaceProperties(SqlServerServer server) : WorkspacePropertySpecification(server);

public sealed class SqlServerWorkspaceSlugs(SqlServerServer server) : WorkspaceSlugSpecification(server);

public sealed class SqlServerMasterContext(SqlServerServer server) : MasterContextSpecification(server);

public sealed class SqlServerMappedWorkspaces(SqlServerServer server) : MappedWorkspacesSpecification(server);

public sealed class SqlServerRows(SqlServerServer server) : RowsSpecification(server);

public sealed class SqlServerEcosystem(SqlServerServer server) : EcosystemSpecification(server);

public sealed class SqlServerCommandLine(SqlServerServer server) : Specifications.CommandLine.CommandLineSpecification(server);

public sealed class SqlServerCutoverVerbs(SqlServerServer server) : Specifications.CommandLine.CutoverVerbSpecification(server);

public sealed class SqlServerRunbook(SqlServerServer server) : Specifications.CommandLine.RunbookSpecification(server)
{
    protected override string DropIndex(ITestDatabase database, WorkspaceSchema schema, string table, string index)
        => $"DROP INDEX [{index}] ON [{schema}].[{table}]";
}

public sealed class SqlServerExport(SqlServerServer server) : ExportSpecification(server);

public sealed class SqlServerImport(SqlServerServer server) : ImportSpecification(server);

public sealed class SqlServerRestore(SqlServerServer server) : RestoreSpecification(server);

public sealed class SqlServerMask(SqlServerServer server) : MaskSpecification(server);

public sealed class SqlServerRowNumber(SqlServerServer server) : RowNumberSpecification(server);

public sealed class SqlServerOlderFile(SqlServerServer server) : OlderFileSpecification(server);

public sealed class SqlServerUnfinishedImport(SqlServerServer server) : UnfinishedImportSpecification(server);

public sealed class SqlServerForgedFile(SqlServerServer server) : ForgedFileSpecification(server);

public sealed class SqlServerBusyExport(SqlServerServer server) : BusyExportSpecification(server);
