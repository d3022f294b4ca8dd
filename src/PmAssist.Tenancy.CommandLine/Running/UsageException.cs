namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>The command line can be read but makes no sense; nothing was begun.</summary>
internal sealed class UsageException(string message) : Exception(message);
