namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>A workspace's file, and the workspace that it is about.</summary>
internal sealed record FileDocument(
    bool DryRun,
    string File,
    string Workspace,
    Guid WorkspaceId,
    string Engine,
    DateTime CreatedUtc,
    bool IsPartial,
    long Rows,
    IReadOnlyList<FileDocument.Table> Tables)
{
    public static Answer Of(ExportManifest manifest, string file, bool isDry = false)
    {
        var document = new FileDocument(
            isDry,
            file,
            manifest.Workspace.Slug,
            manifest.Workspace.Id,
            manifest.Engine,
            manifest.CreatedUtc,
            manifest.IsPartial,
            manifest.Rows,
            [.. manifest.Tables.Select(t => new Table(t.Name, t.Part.Rows))]);
        return new Answer(
            ExitCode.Done,
            document,
            Grid.Of(
                ("file", file),
                ("workspace", document.Workspace),
                ("id", document.WorkspaceId),
                ("engine", document.Engine),
                ("of", document.CreatedUtc),
                ("rows", document.Rows)),
            new Lines(""),
            Grid.Of(document.Tables, ("table", t => t.Name), ("rows", t => t.Rows)))
        {
            Remarks = isDry ? ["Nothing was changed."] : [],
        };
    }

    /// <summary>A table and its rows.</summary>
    internal sealed record Table(string Name, long Rows);
}
