using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

// The same specifications with a data source, whose connection string says nothing of the connection that a context has.

public sealed class PostgreSqlLeasesWithDataSource(PostgreSqlServer server) : LeaseSpecification(new DataSourceServer(server));

public sealed class PostgreSqlTransactionsWithDataSource(PostgreSqlServer server) : TransactionSpecification(new DataSourceServer(server));
