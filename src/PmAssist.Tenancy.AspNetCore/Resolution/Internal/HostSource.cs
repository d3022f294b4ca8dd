using System.Security.Claims;

namespace PmAssist.Tenancy.Internal;

/// <summary>One label of the host's name, without regard to case, as DNS has it, and to the port.</summary>
internal sealed class HostSource : WorkspaceSource
{
    private const string Hole = "{slug}";

    private readonly string _before;
    private readonly string _after;

    /// <exception cref="ArgumentException">The pattern has not exactly one <c>{slug}</c> as a label of its own.</exception>
    public HostSource(string pattern)
    {
        var parts = pattern.Split(Hole);
        if (parts is not [var before, var after]
            || (before.Length > 0 && before[^1] != '.') || (after.Length > 0 && after[0] != '.') || before.Length + after.Length == 0
            || pattern.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"'{pattern}' is no pattern of a host's name: it has {Hole} once, between dots, and no port, for example "
                + $"{Hole}.example.com.",
                nameof(pattern));
        }

        (_before, _after) = (before, after);
    }

    public override ValueTask<WorkspaceName> FindAsync(HttpContext context, ClaimsPrincipal user)
    {
        var host = WithoutPort(context.Request.Host.Value);
        if (host.Length <= _before.Length + _after.Length
            || !host.StartsWith(_before, StringComparison.OrdinalIgnoreCase) || !host.EndsWith(_after, StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        var label = host[_before.Length..^_after.Length];
        return label.Contains('.') ? default
            : label.Length > Workspace.MaxSlugLength ? new(WorkspaceName.Impossible)
            : new(WorkspaceName.Parse(LowerCase(label)));
    }

    private static ReadOnlySpan<char> WithoutPort(ReadOnlySpan<char> host)
    {
        var colon = host.LastIndexOf(':');
        return colon < 0 ? host : host[..colon];
    }

    private static string LowerCase(ReadOnlySpan<char> label)
        => string.Create(label.Length, label, static (lower, label) =>
        {
            for (var i = 0; i < label.Length; i++)
            {
                lower[i] = char.IsAsciiLetterUpper(label[i]) ? (char)(label[i] | 0x20) : label[i];
            }
        });
}
