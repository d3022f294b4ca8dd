namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>What an old column holds.</summary>
public enum OldType
{
    Id,

    /// <summary>A text that takes part in a key or index.</summary>
    KeyText,

    Text,
    Time,

    /// <summary>JSON in the type that the engine has for it.</summary>
    Json,

    /// <summary>JSON in the engine's type that keeps the text as it is.</summary>
    LooseJson,

    /// <summary>JSON in a column of text, which takes any.</summary>
    JsonText,

    Flag,
    Number,
    BigNumber,
}

/// <summary>A column of an old table.</summary>
public sealed record OldColumn(string Name, OldType Type);
