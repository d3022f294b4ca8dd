namespace PmAssist.Tenancy.Internal;

/// <summary>The values of <see cref="TenancySignals.ReasonTag"/>.</summary>
internal static class RefusalReason
{
    /// <summary>The context has no workspace.</summary>
    public const string Unbound = "unbound";

    /// <summary>A query or a facade was kept past its lease.</summary>
    public const string LeaseOver = "lease_over";

    /// <summary>The command names another workspace's schema.</summary>
    public const string OtherWorkspace = "other_workspace";

    /// <summary>The entity is tracked by a context of another workspace.</summary>
    public const string ForeignEntity = "foreign_entity";
}
