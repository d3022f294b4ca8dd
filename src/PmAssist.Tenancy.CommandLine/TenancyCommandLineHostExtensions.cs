using PmAssist.Tenancy.CommandLine.Internal;

namespace Microsoft.Extensions.Hosting;

/// <summary>The operator's command line in the host's own program.</summary>
public static class TenancyCommandLineHostExtensions
{
    /// <summary>
    /// Runs the verb that the arguments name, for example <c>workspaces list</c>, with the host's services and without starting the host:
    /// nothing is migrated, kept or served meanwhile. Without a verb the host runs as with <c>RunAsync</c>. Either way the host is disposed
    /// at the end.
    /// </summary>
    /// <param name="host">The host, built: a web application, or any other.</param>
    /// <param name="args">
    /// What the program was started with. The host's own options, <c>--key value</c> or <c>--key=value</c>, come before the verb.
    /// </param>
    /// <param name="withoutVerb">What runs without a verb instead of the host; null for the host. Default: null.</param>
    /// <param name="cancellationToken">Stops the verb, or the host.</param>
    /// <returns>
    /// What to return from the program: 0 done, 1 failed, 2 the command line is wrong, 3 something is pending or was found, 4 done in part;
    /// without a verb what <paramref name="withoutVerb"/> returned, or <see cref="Environment.ExitCode"/>.
    /// </returns>
    /// <remarks>
    /// The answer is on standard output, anything else on standard error. The first Ctrl-C lets what is under way end and tells what was
    /// not reached, the second one ends the process. <c>--help</c> lists the verbs.
    /// </remarks>
    public static async Task<int> RunTenancyAsync(
        this IHost host,
        string[] args,
        Func<CancellationToken, Task<int>>? withoutVerb = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(args);
        if (CommandTree.VerbIn(args) is { } verb)
        {
            await using var end = new HostEnd(host).ConfigureAwait(false);
            return await new CommandLineRun(host.Services, Terminal.OfProcess()).RunAsync(verb, cancellationToken).ConfigureAwait(false);
        }

        if (withoutVerb is not null)
        {
            await using var end = new HostEnd(host).ConfigureAwait(false);
            return await withoutVerb(cancellationToken).ConfigureAwait(false);
        }

        await host.RunAsync(cancellationToken).ConfigureAwait(false);
        return Environment.ExitCode;
    }
}
