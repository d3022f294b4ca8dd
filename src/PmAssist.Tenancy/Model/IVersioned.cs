namespace PmAssist.Tenancy;

/// <summary>
/// A row whose times and version the library's contexts maintain when it is saved: on insert both times, on update
/// <see cref="UpdatedUtc"/> and <see cref="Version"/>. Hosts may implement it for tables of their own;
/// <c>ExecuteUpdate</c> and raw SQL bypass it.
/// </summary>
public interface IVersioned
{
    /// <summary>When the row was inserted, in UTC, to the microsecond. A value set before the insert is kept.</summary>
    DateTime CreatedUtc { get; set; }

    /// <summary>When the row was last saved, in UTC, to the microsecond.</summary>
    DateTime UpdatedUtc { get; set; }

    /// <summary>
    /// Counts the saves, from 1. Saving a row that was changed since it was read fails with EF's concurrency error.
    /// </summary>
    int Version { get; set; }
}
