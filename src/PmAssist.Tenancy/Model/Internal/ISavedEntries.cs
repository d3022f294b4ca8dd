using Microsoft.EntityFrameworkCore.Update;

namespace PmAssist.Tenancy.Internal;

/// <summary>Is shown what a save is about to send. A scoped EF service.</summary>
internal interface ISavedEntries
{
    /// <summary>Looks at the entries, and changes their values if it has to.</summary>
    /// <param name="entries">What EF has found to be added, modified or deleted.</param>
    void Saving(IList<IUpdateEntry> entries);
}
