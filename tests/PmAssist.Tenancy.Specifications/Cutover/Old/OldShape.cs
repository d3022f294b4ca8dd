namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>What an old database is made of; the same one gives the same rows, but for their ids.</summary>
/// <param name="Workspaces">How many workspaces. The last two have no rows.</param>
/// <param name="Rows">How many rows the other tables have in all.</param>
/// <param name="Troubles">Whether there are rows that break rules.</param>
/// <param name="Seed">What the rest depends on.</param>
public sealed record OldShape(int Workspaces, int Rows, bool Troubles = false, ulong Seed = 20_261_122)
{
    /// <summary>How many rows a table has.</summary>
    public int Count(OldTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table == OldTables.Workspace ? Workspaces : (int)((long)Rows * table.Share / 100);
    }
}
