using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>A connection string that the driver cannot read is refused before anything is registered, and tells no secret.</summary>
public sealed class ConnectionStringTests
{
    private const string Secret = "correct-horse-battery";

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Server=127.0.0.1;Databse=x;Password=" + Secret)]
    public void It_is_refused_when_it_is_registered(string connectionString)
    {
        var thrown = FluentActions.Invoking(() => new ServiceCollection()
                .AddPmAssistTenancy<SpecDbContext>(tenancy => tenancy.UseSqlServer(connectionString)))
            .Should().Throw<ArgumentException>().WithParameterName(nameof(connectionString));

        thrown.Which.Message.Should().StartWith("The connection string cannot be read: ");
        thrown.Which.ToString().Should().NotContain(Secret);
    }

    [Fact]
    public void So_is_the_one_for_schema_changes()
        => FluentActions.Invoking(() => new SqlServerTenancyProvider("Server=127.0.0.1", schemaChangeConnectionString: "nonsense"))
            .Should().Throw<ArgumentException>().WithParameterName("schemaChangeConnectionString");
}
