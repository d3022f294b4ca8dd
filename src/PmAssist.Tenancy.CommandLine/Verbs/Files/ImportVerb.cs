using System.CommandLine;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary><see cref="IWorkspacePortability.ImportAsync"/>.</summary>
internal sealed class ImportVerb : Verb
{
    private readonly Argument<string> _file;
    private readonly Option<string?> _owner;
    private readonly Option<string?> _name;
    private readonly Option<string?> _slug;
    private readonly Option<Guid?> _id;
    private readonly Option<bool> _members;
    private readonly Option<string?> _key;
    private readonly Option<bool> _roundTimes;
    private readonly Option<bool> _dryRun;

    public ImportVerb()
        : base(
            "import",
            "Makes a new workspace of a file, which is verified first.",
            typeof(Imported),
            "workspaces import contoso.zip --owner ada",
            "workspaces import contoso.zip --members --slug contoso-copy")
    {
        _file = With(WorkspaceFile.Argument());
        _owner = With(new Option<string?>("--owner")
        {
            Description = "The user who owns it. Default: the first owner in the file.",
            HelpName = "user",
        });
        _name = With(new Option<string?>("--name") { Description = "Its name. Default: that of the file." });
        _slug = With(new Option<string?>("--slug") { Description = "Its name in addresses. Default: that of the file, if it is free." });
        _id = With(new Option<Guid?>("--id") { Description = "Its id, which was never used. Default: a new one." });
        _members = With(new Option<bool>("--members") { Description = "The file's members become members." });
        _key = With(WorkspaceFile.Key());
        _roundTimes = With(WorkspaceFile.RoundTimes());
        _dryRun = With(new Option<bool>("--dry-run") { Description = "Verifies the file, and creates nothing." });
    }

    public override async Task<Answer> RunAsync(VerbRun run, CancellationToken cancellationToken)
    {
        var portability = run.Get<IWorkspacePortability>();
        var key = await WorkspaceFile.ReadKeyAsync(run, _key, cancellationToken).ConfigureAwait(false);
        var file = WorkspaceFile.Open(run.Value(_file));
        await using var end = file.ConfigureAwait(false);
        if (run.Value(_dryRun))
        {
            var manifest = await portability.ReadManifestAsync(file, key, cancellationToken).ConfigureAwait(false);
            return Answered(null, manifest.Rows, $"The file is whole: {Grid.TextOf(manifest.Rows)} rows. Nothing was created.");
        }

        using var progress = run.Progress("Rows:");
        var workspace = await portability.ImportAsync(
            file,
            new ImportOptions
            {
                Id = run.Value(_id),
                Name = run.Value(_name),
                Slug = run.Value(_slug),
                OwnerId = run.Value(_owner),
                Members = run.Value(_members),
                SigningKey = key,
                RoundTimes = run.Value(_roundTimes),
                ActorId = run.Actor,
                Progress = WorkspaceFile.Of(progress),
            },
            cancellationToken).ConfigureAwait(false);
        return Answered(WorkspaceInfo.Of(workspace), null, remark: null);
    }

    private static Answer Answered(WorkspaceInfo? workspace, long? rows, string? remark)
        => new(ExitCode.Done, new Imported(workspace is null, workspace, rows), workspace is null ? [] : [workspace.ToGrid()])
        {
            Remarks = remark is null ? [] : [remark],
        };

    /// <summary>The new workspace; of a dry run the number of rows in the file.</summary>
    internal sealed record Imported(bool DryRun, WorkspaceInfo? Workspace, long? Rows);
}
