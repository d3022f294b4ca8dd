using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;
using PmAssist.Tenancy.Specifications.Ecosystem;
using PmAssist.Tenancy.Specifications.Portability;
using PmAssist.Tenancy.Specifications.Zoo;

namespace PmAssist.Tenancy.PostgreSql.Tests;

public sealed class PostgreSqlIsolation(PostgreSqlServer server) : IsolationSpecification(server);

public sealed class PostgreSqlSafety(PostgreSqlServer server) : SafetySpecification(server);

public sealed class PostgreSqlProvisioning(PostgreSqlServer server) : ProvisioningSpecification(server);

public sealed class PostgreSqlMigrations(PostgreSqlServer server) : MigrationSpecification(server);

public sealed class PostgreSqlServices(PostgreSqlServer server) : ServicesSpecification(server);

public sealed class PostgreSqlSchemaParity(PostgreSqlServer server) : SchemaParitySpecification(server);

public sealed class PostgreSqlServerLine(PostgreSqlServer server) : ServerSpecification(server);

public sealed class PostgreSqlCompliance : ComplianceTests;

public sealed class PostgreSqlStartup(PostgreSqlServer server) : StartupSpecification(server);

public sealed class PostgreSqlMigrationFailures(PostgreSqlServer server) : MigrationFailureSpecification(server);

public sealed class PostgreSqlAhead(PostgreSqlServer server) : AheadSpecification(server);

public sealed class PostgreSqlMigrationRuns(PostgreSqlServer server) : MigrationRunSpecification(server);

public sealed class PostgreSqlPartialMigrations(PostgreSqlServer server) : PartialMigrationSpecification(server);

public sealed class PostgreSqlScripts(PostgreSqlServer server) : ScriptSpecification(server);

public sealed class PostgreSqlMigrationParity(PostgreSqlServer server) : MigrationParitySpecification(server)
{
    protected override string ScriptTarget => "20260108000000_Rebuild";

    protected override void UseOwnOperations(DbContextOptionsBuilder options)
        => options.ReplaceService<IMigrationsSqlGenerator, PostgreSqlNoteGenerator>();
}

public sealed class PostgreSqlCatalogue(PostgreSqlServer server) : CatalogueSpecification(server);

public sealed class PostgreSqlDirectory(PostgreSqlServer server) : DirectorySpecification(server);

public sealed class PostgreSqlHealth(PostgreSqlServer server) : HealthSpecification(server);

public sealed class PostgreSqlMemberRace(PostgreSqlServer server) : MemberRaceSpecification(server);

public sealed class PostgreSqlLifecycle(PostgreSqlServer server) : LifecycleSpecification(server);

public sealed class PostgreSqlDeletion(PostgreSqlServer server) : DeletionSpecification(server);

public sealed class PostgreSqlSpares(PostgreSqlServer server) : SpareSpecification(server);

public sealed class PostgreSqlSpareTrouble(PostgreSqlServer server) : SpareTroubleSpecification(server);

public sealed class PostgreSqlPaging(PostgreSqlServer server) : PagingSpecification(server);

public sealed class PostgreSqlObservers(PostgreSqlServer server) : ObserverSpecification(server);

public sealed class PostgreSqlText(PostgreSqlServer server) : TextSpecification(server);

public sealed class PostgreSqlInterpolatedSql(PostgreSqlServer server) : InterpolatedSqlSpecification(server);

public sealed class PostgreSqlLastSeen(PostgreSqlServer server) : LastSeenSpecification(server);

public sealed class PostgreSqlFleet(PostgreSqlServer server) : FleetSpecification(server);

public sealed class PostgreSqlObservability(PostgreSqlServer server) : ObservabilitySpecification(server);

public sealed class PostgreSqlIsolationTorture(PostgreSqlServer server) : IsolationTortureSpecification(server);

public sealed class PostgreSqlRequestLoad(PostgreSqlServer server) : RequestLoadSpecification(server);

public sealed class PostgreSqlOldDatabase(PostgreSqlServer server) : OldDatabaseSpecification(server);

public sealed class PostgreSqlCutoverPlan(PostgreSqlServer server) : CutoverPlanSpecification(server);

public sealed class PostgreSqlCutoverRun(PostgreSqlServer server) : CutoverRunSpecification(server);

public sealed class PostgreSqlCutoverSpans(PostgreSqlServer server) : CutoverSpanSpecification(server);

public sealed class PostgreSqlCutoverCatchUp(PostgreSqlServer server) : CutoverCatchUpSpecification(server);

public sealed class PostgreSqlCutoverSwitch(PostgreSqlServer server) : CutoverSwitchSpecification(server);

public sealed class PostgreSqlCutoverRollBack(PostgreSqlServer server) : CutoverRollBackSpecification(server);

[Trait("Category", "Long")]
public sealed class PostgreSqlCutoverRunFromElsewhere(PostgreSqlServer server)
    : CutoverRunSpecification(new ServerWithOldElsewhere(server));

[Trait("Category", "Long")]
public sealed class PostgreSqlCutoverCatchUpFromElsewhere(PostgreSqlServer server)
    : CutoverCatchUpSpecification(new ServerWithOldElsewhere(server));

[Trait("Category", "Long")]
public sealed class PostgreSqlCutoverSwitchFromElsewhere(PostgreSqlServer server)
    : CutoverSwitchSpecification(new ServerWithOldElsewhere(server));

public sealed class PostgreSqlCutoverVolume(PostgreSqlServer server) : CutoverVolumeSpecification(server);

public sealed class PostgreSqlCutoverOwnership(PostgreSqlServer server) : CutoverOwnershipSpecification(server);

public sealed class PostgreSqlCutoverEdges(PostgreSqlServer server) : CutoverEdgeSpecification(server);

public sealed class PostgreSqlCutoverContexts(PostgreSqlServer server) : CutoverContextsSpecification(server);

public sealed class PostgreSqlLeases(PostgreSqlServer server) : LeaseSpecification(server);

public sealed class PostgreSqlContextServices(PostgreSqlServer server) : ContextServicesSpecification(server);

public sealed class PostgreSqlSeveralContexts(PostgreSqlServer server) : SeveralContextsSpecification(server);

public sealed class PostgreSqlContextShapes(PostgreSqlServer server) : ContextShapeSpecification(server);

public sealed class PostgreSqlTransactions(PostgreSqlServer server) : TransactionSpecification(server);

public sealed class PostgreSqlFleetServices(PostgreSqlServer server) : FleetServicesSpecification(server);

public sealed class PostgreSqlMissingRules(PostgreSqlServer server) : MissingRulesSpecification(server);

public sealed class PostgreSqlTemplate(PostgreSqlServer server) : TemplateSpecification(server);

public sealed class PostgreSqlZoo(PostgreSqlServer server) : ZooSpecification(server);

public sealed class PostgreSqlWorkspaceProperties(PostgreSqlServer server) : WorkspacePropertySpecification(server);

public sealed class PostgreSqlWorkspaceSlugs(PostgreSqlServer server) : WorkspaceSlugSpecification(server);

public sealed class PostgreSqlMasterContext(PostgreSqlServer server) : MasterContextSpecification(server);

public sealed class PostgreSqlMappedWorkspaces(PostgreSqlServer server) : MappedWorkspacesSpecification(server);

public sealed class PostgreSqlRows(PostgreSqlServer server) : RowsSpecification(server);

public sealed class PostgreSqlEcosystem(PostgreSqlServer server) : EcosystemSpecification(server);

public sealed class PostgreSqlCommandLine(PostgreSqlServer server) : Specifications.CommandLine.CommandLineSpecification(server);

public sealed class PostgreSqlCutoverVerbs(PostgreSqlServer server) : Specifications.CommandLine.CutoverVerbSpecification(server);

public sealed class PostgreSqlRunbook(PostgreSqlServer server) : Specifications.CommandLine.RunbookSpecification(server);

public sealed class PostgreSqlExport(PostgreSqlServer server) : ExportSpecification(server);

public sealed class PostgreSqlImport(PostgreSqlServer server) : ImportSpecification(server);

public sealed class PostgreSqlRestore(PostgreSqlServer server) : RestoreSpecification(server);

public sealed class PostgreSqlMask(PostgreSqlServer server) : MaskSpecification(server);

public sealed class PostgreSqlRowNumber(PostgreSqlServer server) : RowNumberSpecification(server);

public sealed class PostgreSqlOlderFile(PostgreSqlServer server) : OlderFileSpecification(server);

public sealed class PostgreSqlUnfinishedImport(PostgreSqlServer server) : UnfinishedImportSpecification(server);

public sealed class PostgreSqlForgedFile(PostgreSqlServer server) : ForgedFileSpecification(server);

public sealed class PostgreSqlBusyExport(PostgreSqlServer server) : BusyExportSpecification(server);
