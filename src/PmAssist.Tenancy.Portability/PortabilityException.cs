namespace PmAssist.Tenancy.Portability;

/// <summary>A workspace cannot be exported, imported, restored or cloned as it was asked for. Nothing was changed.</summary>
public sealed class PortabilityException : TenancyException
{
    internal PortabilityException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The table concerned; null if none.</summary>
    public string? Table { get; internal init; }

    /// <summary>The column concerned; null if none.</summary>
    public string? Column { get; internal init; }
}
