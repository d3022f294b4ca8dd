namespace PmAssist.Tenancy.Cutover;

/// <summary>What a source row can break.</summary>
public enum CutoverRule
{
    /// <summary>The row names no workspace.</summary>
    NullWorkspace = 0,

    /// <summary>The row names a workspace that the source's <c>Workspace</c> table does not have.</summary>
    MissingWorkspace = 1,

    /// <summary>A value is null where the new column takes none.</summary>
    NullValue = 2,

    /// <summary>
    /// A value cannot be turned into the new column's type as it is: text that is no GUID, number or time, a number or time that would be
    /// rounded, JSON that the engine cannot hold (not well-formed, <c>\u0000</c> and keys given twice on PostgreSQL), a state that the new
    /// side does not know.
    /// </summary>
    BadValue = 3,

    /// <summary>A text is longer than the new column.</summary>
    TextTooLong = 4,

    /// <summary>The row refers to one that is not there, or that lies in another workspace.</summary>
    BrokenReference = 5,

    /// <summary>Another row has the same values in a unique key; the one with the smallest key is the one that is kept.</summary>
    DuplicateKey = 6,

    /// <summary>
    /// The expression that was chosen to fix a row gives a value that the new column cannot take either. It stops the cutover; there is
    /// no choice for it but another expression.
    /// </summary>
    BrokenFix = 7,
}
