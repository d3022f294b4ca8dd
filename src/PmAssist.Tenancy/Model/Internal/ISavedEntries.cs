using Microsoft.EntityFrameworkCore.Update;

namespace PmAssist.Tenancy.Internal;

/// <summary>Receives the entries that a save is about to send. A scoped EF service.</summary>
internal interface ISavedEntries
{
    /// <summary>Examines the entries, and changes their values if necessary.</summary>
    /// <param name="entries">What EF has found to be added, modified or deleted.</param>
    void Saving(IList<IUpdateEntry> entries);
}
