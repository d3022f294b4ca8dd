using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>
/// What may stand where a shell completes: <c>[suggest:position]</c> and the line. The catalogue is asked for slugs only where a workspace
/// may stand, and not for long.
/// </summary>
internal sealed class Suggestions(IServiceProvider services, CommandTree tree)
{
    private const int MostSlugs = 50;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    public async Task WriteAsync(IReadOnlyList<string> args, TextWriter output, CancellationToken cancellationToken)
    {
        var line = string.Join(' ', args.Skip(1));
        var position = args[0].Trim('[', ']').Split(':') is [_, var text]
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? Math.Min(number, line.Length)
                : line.Length;
        string? start = null;
        tree.Slugs = word =>
        {
            start = word;
            return [];
        };
        var found = Complete();
        if (start is not null)
        {
            var slugs = await FindAsync(start, cancellationToken).ConfigureAwait(false);
            tree.Slugs = _ => slugs;
            found = Complete();
        }

        foreach (var label in found)
        {
            await output.WriteLineAsync(label).ConfigureAwait(false);
        }

        List<string> Complete() => [.. tree.Root.Parse(line).GetCompletions(position).Select(c => c.Label)];
    }

    /// <summary>Nobody could be told why there are none.</summary>
    private async Task<IReadOnlyList<string>> FindAsync(string start, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(LongestWait, services.GetRequiredService<TimeProvider>());
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await services.GetRequiredService<ICatalogue>().ReadAsync(
                (master, token) => master.Workspaces
                    .Where(w => w.Slug.StartsWith(start) && w.Status != WorkspaceStatus.Deleted && w.Status != WorkspaceStatus.Spare)
                    .OrderBy(w => w.Slug).Select(w => w.Slug).Take(MostSlugs).ToListAsync(token),
                wait.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TenancyException or OperationCanceledException)
        {
            return [];
        }
    }
}
