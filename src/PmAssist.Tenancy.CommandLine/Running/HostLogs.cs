using Microsoft.Extensions.Configuration;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>
/// Keeps a host's console logger away from the answer: what it has to say goes to standard error, and only with <c>--verbose</c>, because
/// each verb tells its failures itself.
/// </summary>
/// <remarks>Through the host's configuration, which the logger follows, so that no package of the logger's is needed.</remarks>
internal static class HostLogs
{
    public static void Redirect(IConfiguration? configuration, bool isVerbose)
    {
        if (configuration is not IConfigurationRoot root)
        {
            return;
        }

        root["Logging:Console:LogToStandardErrorThreshold"] = "Trace";
        root["Logging:Console:LogLevel:Default"] = isVerbose ? "Information" : "None";
        root.Reload();
    }
}
