namespace PmAssist.Tenancy.Providers;

/// <summary>What only the run of a script knows of a workspace, as SQL in the script's dialect.</summary>
/// <param name="id">The workspace's id.</param>
/// <param name="idText">The id as text, in lower case.</param>
/// <param name="newId">A new id.</param>
/// <param name="now">The current time in UTC.</param>
/// <param name="details">
/// A JSON object with the version before as <c>from</c> and <see cref="WorkspaceScript.TargetVersion"/> as <c>to</c>.
/// </param>
public sealed class ScriptTerms(string id, string idText, string newId, string now, string details)
{
    internal string Id => id;

    internal string IdText => idText;

    internal string NewId => newId;

    internal string Now => now;

    internal string Details => details;
}
