namespace PmAssist.Tenancy.Specifications;

/// <summary>Says once which server an engine's tests used, or why there was none.</summary>
public abstract class ServerSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public void The_server_of_these_tests()
        => TestContext.Current.TestOutputHelper!.WriteLine($"{Server.Engine}: the tests ran against {Server.Description}");
}
