namespace PmAssist.Tenancy.Internal;

/// <summary>How a schema's migrations relate to those that this build knows.</summary>
internal enum SchemaStanding
{
    /// <summary>It lacks one of this build's, or is inside one.</summary>
    Behind = 0,

    /// <summary>It has exactly this build's.</summary>
    Current = 1,

    /// <summary>It has all of this build's, and others that a newer build applied.</summary>
    Ahead = 2,
}
