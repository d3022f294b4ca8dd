namespace PmAssist.Tenancy;

/// <summary>The workspace has no integration with that id.</summary>
public sealed class IntegrationNotFoundException : TenancyException
{
    internal IntegrationNotFoundException(Guid integrationId)
        : base($"The workspace has no integration {integrationId}. ListAsync() has those that it has; CreateAsync adds one.")
        => IntegrationId = integrationId;

    /// <summary>The id that was looked for.</summary>
    public Guid IntegrationId { get; }
}
