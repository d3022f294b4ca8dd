using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspaceService.RenameAsync"/> and <see cref="IWorkspaceService.ChangeSlugAsync"/>.</summary>
internal sealed class RenameVerb : Verb
{
    private readonly Argument<string> _workspace;
    private readonly Argument<string?> _name;
    private readonly Option<string?> _slug;
    private readonly Option<bool> _dryRun;

    public RenameVerb()
        : base(
            "rename",
            "Gives a workspace another name, another slug, or both. Its id and its schema stay.",
            typeof(Renaming),
            "workspaces rename contoso \"Contoso Ltd\"",
            "workspaces rename contoso --slug contoso-ltd")
    {
        _workspace = With(new Argument<string>(Selection.NameOfWorkspace) { Description = "An id, a schema or a slug." });
        _name = With(new Argument<string?>("name") { Arity = ArgumentArity.ZeroOrOne, Description = "The new name." });
        _slug = With(new Option<string?>("--slug") { Description = "The new slug; the old one is free at once." });
        _dryRun = With(new Option<bool>("--dry-run") { Description = "Says what would be changed, and changes nothing." });
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var (name, slug, isDry) = (run.Optional(_name), run.Value(_slug), run.Value(_dryRun));
        if (name is null && slug is null)
        {
            throw new UsageException("To what? Write the new name, or --slug, or both.");
        }

        var workspaces = run.Get<IWorkspaceService>();
        var before = await run.Names.GetAsync(run.Value(_workspace), cancellationToken).ConfigureAwait(false);
        var after = before;
        if (!isDry && slug is not null)
        {
            after = await workspaces.ChangeSlugAsync(before.Id, slug, run.Actor, cancellationToken).ConfigureAwait(false);
        }

        if (!isDry && name is not null)
        {
            after = await workspaces.RenameAsync(before.Id, name, run.Actor, cancellationToken).ConfigureAwait(false);
        }

        var document = new Renaming(
            isDry,
            before.Id,
            new(before.Slug, before.Name),
            isDry ? new(slug ?? before.Slug, name ?? before.Name) : new(after.Slug, after.Name));
        return new Answer(
            ExitCode.Done,
            document,
            Grid.Of(
                [("before", document.Before), ("after", document.After)],
                ("", p => p.Item1),
                ("slug", p => p.Item2.Slug),
                ("name", p => p.Item2.Name)))
        {
            Remarks = isDry ? ["Nothing was changed."] : [],
        };
    }

    /// <summary>What a workspace was called before, and what after.</summary>
    internal sealed record Renaming(bool DryRun, Guid Id, Called Before, Called After);

    /// <summary>What a workspace is called.</summary>
    internal sealed record Called(string Slug, string Name);
}
