namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Which workspace a source row belongs to, as SQL over the row <c>s</c>.</summary>
internal sealed class RowWorkspace
{
    private readonly CutoverDialect _dialect;
    private readonly string _column;
    private readonly IReadOnlyList<CutoverCheck> _given;

    /// <param name="dialect">The engine.</param>
    /// <param name="form">How the key is compared.</param>
    /// <param name="column">SQL of the source column, in a form that can be compared.</param>
    /// <param name="given">What is chosen for rows without a workspace, where that is to give them one.</param>
    public RowWorkspace(CutoverDialect dialect, WorkspaceKeyForm form, string column, IReadOnlyList<CutoverCheck> given)
    {
        (_dialect, Form, _column, _given) = (dialect, form, column, given);
        Value = given.Aggregate(column, (others, check) => $"CASE WHEN {check.Breaks} THEN {GivenBy(check)} ELSE {others} END");
    }

    public WorkspaceKeyForm Form { get; }

    /// <summary>The workspace's key.</summary>
    public string Value { get; }

    /// <summary>
    /// Whether the row is a workspace's: an index on the source column can be used, and what an expression gives to another workspace is
    /// asked of the expression first. It is compared as what the column is: as texts, two forms of a GUID would differ.
    /// </summary>
    /// <param name="workspace">The workspace, as SQL of the source key.</param>
    public string IsOf(string workspace)
    {
        var key = InForm(_dialect, Form, workspace);
        var isItsOwn = $"{_column} = {key}";
        var isGiven = _given.Select(check => $"({OrColumn(GivenBy(check))} = {key} AND {check.Breaks})");
        var isAny = string.Join(" OR ", isGiven.Prepend(isItsOwn));
        return _given.Count == 0 ? isItsOwn : $"({isAny})";
    }

    /// <summary>That the workspace which an expression gives is not one of the known.</summary>
    /// <param name="check">The check whose choice has the expression.</param>
    /// <param name="known">The condition that a key is known, without the key.</param>
    public string IsUnknown(CutoverCheck check, string known)
    {
        var id = OrColumn(GivenBy(check));
        return $"{id} IS NULL OR NOT {id} {known}";
    }

    /// <summary>What a value has to look like to be compared with the workspace's key.</summary>
    public static string InForm(CutoverDialect dialect, WorkspaceKeyForm form, string value)
        => form == WorkspaceKeyForm.Guid ? dialect.GuidKey(dialect.Text(value)) : value;

    private string GivenBy(CutoverCheck check) => InForm(_dialect, Form, $"({check.Choice!.Expression})");

    /// <summary>A CASE gives the value of the expression the type of the column.</summary>
    private string OrColumn(string value) => $"CASE WHEN 1 = 1 THEN {value} ELSE {_column} END";
}
