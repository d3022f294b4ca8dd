using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

public sealed class PostgreSqlIsolation(PostgreSqlServer server) : IsolationSpecification(server);

public sealed class PostgreSqlSafety(PostgreSqlServer server) : SafetySpecification(server);

public sealed class PostgreSqlProvisioning(PostgreSqlServer server) : ProvisioningSpecification(server);

public sealed class PostgreSqlMigrations(PostgreSqlServer server) : MigrationSpecification(server);
