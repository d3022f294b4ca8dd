using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Specifications;

/// <summary>What was logged once.</summary>
/// <param name="Category">The logger's category.</param>
/// <param name="Event">The event.</param>
/// <param name="Message">The text.</param>
/// <param name="Scopes">The values of the log scopes around it, the outermost first.</param>
public sealed record LogEntry(string Category, EventId Event, string Message, IReadOnlyList<KeyValuePair<string, object?>> Scopes);
