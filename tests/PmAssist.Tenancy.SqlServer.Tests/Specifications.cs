using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications;

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

public sealed class SqlServerMigrationRuns(SqlServerServer server) : MigrationRunSpecification(server);

public sealed class SqlServerMigrationParity(SqlServerServer server) : MigrationParitySpecification(server)
{
    protected override void UseOwnOperations(DbContextOptionsBuilder options) => options.ReplaceService<IMigrationsSqlGenerator, SqlServerNoteGenerator>();
}

public sealed class SqlServerIsolationTorture(SqlServerServer server) : IsolationTortureSpecification(server);
