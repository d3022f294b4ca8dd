using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>Sets the times and the version of <see cref="IVersioned"/> rows when they are saved.</summary>
internal sealed class VersionStamp(IDbContextOptions options) : ISavedEntries
{
    private readonly TimeProvider _clock =
        options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider?.GetService<TimeProvider>() ?? TimeProvider.System;

    public void Saving(IList<IUpdateEntry> entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (entry.EntityState is EntityState.Added or EntityState.Modified
                && typeof(IVersioned).IsAssignableFrom(entry.EntityType.ClrType))
            {
                Stamp(entry);
            }
        }
    }

    private void Stamp(IUpdateEntry entry)
    {
        var now = _clock.UtcNowInMicroseconds();
        var row = (IVersioned)entry.ToEntityEntry().Entity;
        row.UpdatedUtc = now;
        if (entry.EntityState == EntityState.Added)
        {
            row.CreatedUtc = row.CreatedUtc == default ? now : row.CreatedUtc;
            row.Version = 1;
            return;
        }

        var version = entry.EntityType.FindProperty(nameof(IVersioned.Version))!;
        row.Version = entry.GetOriginalValue<int>(version) + 1;

        // EF has already detected changes and does not do it again.
        entry.SetPropertyModified(version);
        if (entry.EntityType.FindProperty(nameof(IVersioned.UpdatedUtc)) is { } updated)
        {
            entry.SetPropertyModified(updated);
        }
    }
}
