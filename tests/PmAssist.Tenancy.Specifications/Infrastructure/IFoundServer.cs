namespace PmAssist.Tenancy.Specifications;

/// <summary>A server that is looked for on this machine, once per test process.</summary>
public interface IFoundServer : ITestServer
{
    /// <summary>Looks for the server, and starts it where it has to be started. Why there is none; null if there is one.</summary>
    static abstract Task<string?> FindMissingReasonAsync();

    /// <summary>Whether a class is one for this machine: another server that it needs may not be named. Default: each is.</summary>
    static virtual bool Runs(Type testClass) => true;
}
