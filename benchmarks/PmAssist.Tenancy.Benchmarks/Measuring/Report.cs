using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>The line that a scenario prints.</summary>
/// <param name="Scenario">What was done.</param>
/// <param name="Provider">The engine.</param>
/// <param name="Workspaces">How many workspaces there were.</param>
/// <param name="Parallel">How many were worked on at once.</param>
/// <param name="Rounds">How often each side ran.</param>
/// <param name="Ours">The library.</param>
/// <param name="Against">The rival; null if there is none.</param>
/// <param name="Ratio">How many times faster ours is; null if there is no rival.</param>
internal sealed record Report(
    string Scenario, string Provider, int Workspaces, int Parallel, int Rounds, SideReport Ours, SideReport? Against, double? Ratio)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Format);
}
