namespace PmAssist.Tenancy.Portability;

/// <summary>
/// A file is not what an export wrote: cut off, changed, signed with another key, made by a newer version, or nothing of the kind. It was
/// refused before anything was created or changed.
/// </summary>
public sealed class ExportFileException : TenancyException
{
    internal ExportFileException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
