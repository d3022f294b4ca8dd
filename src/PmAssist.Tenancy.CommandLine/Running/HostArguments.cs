namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>Tells a host's own arguments from an operator's.</summary>
internal static class HostArguments
{
    /// <summary>
    /// Where a verb may begin: behind what the host's configuration reads as options, <c>--key value</c>, <c>--key=value</c> and
    /// <c>key=value</c>. The number of arguments if there is nothing else.
    /// </summary>
    /// <param name="args">What the program was started with.</param>
    /// <param name="ours">The options that come with the verbs.</param>
    public static int Count(IReadOnlyList<string> args, IReadOnlySet<string> ours)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            if (ours.Contains(arg) || arg.StartsWith("[suggest", StringComparison.Ordinal))
            {
                return i;
            }

            var hasPrefix = arg.StartsWith('-') || (OperatingSystem.IsWindows() && arg.StartsWith('/'));
            if (!hasPrefix && !arg.Contains('='))
            {
                return i;
            }

            if (arg.StartsWith("--", StringComparison.Ordinal) && !arg.Contains('='))
            {
                i++;
            }
        }

        return args.Count;
    }
}
