using System.CommandLine;
using System.Text.Json;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceCutover.DiscoverAsync"/>.</summary>
internal sealed class CutoverDiscoverVerb : Verb
{
    private readonly Argument<string?> _known;
    private readonly Option<string?> _source;
    private readonly Option<string?> _schema;

    public CutoverDiscoverVerb()
        : base(
            "discover",
            "Reads the source database and proposes a description, to be completed in a file.",
            typeof(Discovery),
            "cutover discover --source-schema public > cutover.json",
            "cutover discover cutover.json")
    {
        _known = With(new Argument<string?>("description")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "A file that is begun already; what it has stays.",
        });
        _source = With(new Option<string?>("--source")
        {
            Description = "Where the source tables lie; on SQLite the file.",
            HelpName = "place",
        });
        _schema = With(new Option<string?>("--source-schema")
        {
            Description = "The source tables' schema. Default: the engine's own.",
            HelpName = "name",
        });
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var known = run.Optional(_known) is { } file
            ? await DescriptionFile.ReadAsync(file, cancellationToken).ConfigureAwait(false)
            : new CutoverDescription { Source = run.Value(_source), SourceSchema = run.Value(_schema) };
        var found = await run.Get<IWorkspaceCutover>().DiscoverAsync(known, cancellationToken).ConfigureAwait(false);
        var (json, unplaced) = (found.Description.ToJson(), ProblemLine.Of(found.Unplaced));
        return new Answer(
            unplaced.Count == 0 ? ExitCode.Done : ExitCode.Found,
            new Discovery(JsonSerializer.Deserialize<JsonElement>(json), unplaced),
            new Lines(json))
        {
            Remarks =
            [
                .. unplaced.Select(p => p.ToString()),
                $"{found.Description.Tables.Count} tables described, {unplaced.Count} things have no place yet.",
            ],
        };
    }

    /// <summary>A proposal, and what has no place in it.</summary>
    internal sealed record Discovery(JsonElement Description, IReadOnlyList<ProblemLine> Unplaced);
}
