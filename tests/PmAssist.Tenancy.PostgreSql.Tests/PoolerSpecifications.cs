using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

// What is said in docs/providers.md to be safe through a transaction pooler.
public sealed class PgBouncerLine(PgBouncer pooler) : ServerSpecification(pooler), IClassFixture<PgBouncer>;

public sealed class PgBouncerIsolation(PgBouncer pooler) : IsolationSpecification(pooler), IClassFixture<PgBouncer>;

public sealed class PgBouncerProvisioning(PgBouncer pooler) : ProvisioningSpecification(pooler), IClassFixture<PgBouncer>;

public sealed class PgBouncerServices(PgBouncer pooler) : ServicesSpecification(pooler), IClassFixture<PgBouncer>;

[Trait("Category", "Long")]
public sealed class PgBouncerMigrationRuns(PgBouncer pooler) : MigrationRunSpecification(pooler), IClassFixture<PgBouncer>;

public sealed class PgBouncerFleet(PgBouncer pooler) : FleetSpecification(pooler), IClassFixture<PgBouncer>;

public sealed class PgBouncerIsolationTorture(PgBouncer pooler) : IsolationTortureSpecification(pooler), IClassFixture<PgBouncer>;
