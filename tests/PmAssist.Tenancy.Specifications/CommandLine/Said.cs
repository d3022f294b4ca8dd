using System.Text.Json.Nodes;

namespace PmAssist.Tenancy.Specifications.CommandLine;

/// <summary>What a verb said.</summary>
/// <param name="Exit">The exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record Said(int Exit, string Out, string Error)
{
    /// <summary>The document, of a verb with <c>--json</c>.</summary>
    public JsonNode Json => JsonNode.Parse(Out)!;
}
