namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Keeps what a mask put into a copy for support out of the workspace that has the values themselves.</summary>
internal static class MaskedRows
{
    /// <param name="manifest">The file.</param>
    /// <param name="workspaceId">The workspace that its rows are to go into.</param>
    /// <param name="tables">The file's tables that are to go into it.</param>
    /// <exception cref="PortabilityException">They were masked, and come from that workspace.</exception>
    public static void Refuse(ExportManifest manifest, Guid workspaceId, IEnumerable<ExportedTable> tables)
    {
        if (manifest.Workspace.Id == workspaceId && tables.FirstOrDefault(t => t.Columns.Any(c => c.IsMasked)) is { } table)
        {
            var column = table.Columns.First(c => c.IsMasked).Name;
            throw new PortabilityException(
                $"The column '{column}' of the table '{table.Name}' was masked in the file, so the workspace would lose its own values. "
                + "Nothing was changed. Use a file without masks; this one can be imported as a new workspace.")
            {
                Table = table.Name,
                Column = column,
            };
        }
    }
}
