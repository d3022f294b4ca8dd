namespace PmAssist.Tenancy.Cutover;

/// <summary>What a new column holds.</summary>
public enum CutoverValueKind
{
    /// <summary>Anything else; converted by the engine's own cast.</summary>
    Other = 0,

    /// <summary>A GUID.</summary>
    Uuid = 1,

    /// <summary>Text.</summary>
    Text = 2,

    /// <summary>JSON.</summary>
    Json = 3,

    /// <summary>A time in UTC. A source time without an offset counts as UTC.</summary>
    Time = 4,

    /// <summary>A time with its offset.</summary>
    TimeWithOffset = 5,

    /// <summary>True or false.</summary>
    Boolean = 6,

    /// <summary>A number.</summary>
    Number = 7,
}
