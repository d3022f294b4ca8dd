namespace PmAssist.Tenancy.Internal;

/// <summary>What an update found and left.</summary>
internal sealed record SchemaUpdate(SchemaHistory Before, SchemaHistory After)
{
    public bool ChangedAnything => Before != After;
}
