namespace PmAssist.Tenancy;

/// <summary>
/// Changes were saved through a <see cref="MasterDbContext"/>, which is for queries: past the services there would be no audit entry, and
/// no check of the catalogue's rules. Nothing was sent.
/// </summary>
public sealed class MasterReadOnlyException : TenancyException
{
    internal MasterReadOnlyException(Type entityType)
        : base($"The master context is for queries, so its change of {entityType.Name} was not saved. Change workspaces with "
            + "IWorkspaceService and members with IWorkspaceMemberService, and write to the audit log with IAuditLog.")
        => EntityType = entityType;

    /// <summary>The type of the first row that was to be saved.</summary>
    public Type EntityType { get; }
}
