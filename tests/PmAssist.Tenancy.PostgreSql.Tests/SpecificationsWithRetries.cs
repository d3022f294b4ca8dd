using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.PostgreSql.Tests;

// The same specifications with a retrying execution strategy, which refuses a transaction that was begun outside of it.

public sealed class PostgreSqlServicesWithRetries(PostgreSqlServer server) : ServicesSpecification(new RetryingServer(server));

[Trait("Category", "Long")]
public sealed class PostgreSqlMemberRaceWithRetries(PostgreSqlServer server) : MemberRaceSpecification(new RetryingServer(server));

public sealed class PostgreSqlProvisioningWithRetries(PostgreSqlServer server) : ProvisioningSpecification(new RetryingServer(server));

public sealed class PostgreSqlStartupWithRetries(PostgreSqlServer server) : StartupSpecification(new RetryingServer(server));

[Trait("Category", "Long")]
public sealed class PostgreSqlMigrationRunWithRetries(PostgreSqlServer server) : MigrationRunSpecification(new RetryingServer(server));

public sealed class PostgreSqlPartialMigrationWithRetries(PostgreSqlServer server)
    : PartialMigrationSpecification(new RetryingServer(server));

public sealed class PostgreSqlLastSeenWithRetries(PostgreSqlServer server) : LastSeenSpecification(new RetryingServer(server));

public sealed class PostgreSqlFleetWithRetries(PostgreSqlServer server) : FleetSpecification(new RetryingServer(server));

[Trait("Category", "Long")]
public sealed class PostgreSqlCutoverRunWithRetries(PostgreSqlServer server) : CutoverRunSpecification(new RetryingServer(server));


public sealed class PostgreSqlTransactionsWithRetries(PostgreSqlServer server) : TransactionSpecification(new RetryingServer(server));
