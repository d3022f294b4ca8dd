namespace PmAssist.Tenancy;

/// <summary>Statements that are run together: in one transaction, or one by one outside.</summary>
/// <param name="MigrationId">The migration that they belong to.</param>
/// <param name="Condition">A predicate on the history: whether they are still to be run.</param>
/// <param name="Statements">The statements, the history's rows included.</param>
public sealed record WorkspaceScriptSection(string MigrationId, string Condition, IReadOnlyList<SchemaStatement> Statements)
{
    /// <summary>Whether the statements run outside a transaction.</summary>
    public bool OutsideTransaction => Statements.First(s => !s.IsSessionSetting).OutsideTransaction;
}
