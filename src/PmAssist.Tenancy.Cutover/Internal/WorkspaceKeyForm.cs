namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>How the workspace's key is compared.</summary>
internal enum WorkspaceKeyForm
{
    /// <summary>As what both columns are.</summary>
    AsItIs = 0,

    /// <summary>As text, because the column has another type than the key itself.</summary>
    Text = 1,

    /// <summary>As text, where one of the two is a GUID and the other one's text.</summary>
    Guid = 2,
}
