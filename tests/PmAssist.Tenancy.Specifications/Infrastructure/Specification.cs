namespace PmAssist.Tenancy.Specifications;

/// <summary>The base of every specification: skips, or fails where the engine is required, when there is no server.</summary>
public abstract class Specification
{
    protected Specification(ITestServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        Server = server;
        if (server.MissingReason is { } reason)
        {
            if (IsRequired(server.Engine))
            {
                Assert.Fail($"{server.Engine} is required by PMASSIST_TEST_REQUIRE, but {reason}");
            }

            Assert.Skip(reason);
        }
    }

    protected ITestServer Server { get; }

    /// <summary>The mode that the specification runs in; an engine's project has a class for each.</summary>
    protected virtual SchemaMode Mode => SchemaMode.SharedModel;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected Task<TestHost> StartAsync(Action<TenancyBuilder>? configure = null)
        => TestHost.StartAsync(Server.CreateDatabase(), configure, Mode);

    protected Task<TestHost> StartAsync(TimeProvider clock, Action<TenancyBuilder>? configure = null)
        => TestHost.StartAsync(Server.CreateDatabase(), configure, Mode, clock);

    private static bool IsRequired(string engine)
        => (Environment.GetEnvironmentVariable("PMASSIST_TEST_REQUIRE") ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Contains(engine, StringComparer.OrdinalIgnoreCase);
}
