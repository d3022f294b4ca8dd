namespace PmAssist.Tenancy.Internal;

/// <summary>What a look-up found.</summary>
/// <param name="Entry">The workspace; null if there is none.</param>
/// <param name="Role">The user's role; null for one who is no member.</param>
internal readonly record struct LookUpResult(CatalogueEntry? Entry, WorkspaceRole? Role);
