namespace PmAssist.Tenancy.Providers;

/// <summary>Whether a schema has to be there when it is opened.</summary>
public enum SchemaAccessKind
{
    /// <summary>It has to be there.</summary>
    Open = 0,

    /// <summary>It may be missing; the caller creates it, or drops what there is.</summary>
    OpenOrCreate = 1,
}
