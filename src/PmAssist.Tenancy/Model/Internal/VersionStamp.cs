using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>Keeps the times and the version of <see cref="IVersioned"/> rows, and of workspaces, when they are saved.</summary>
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
                && (entry.EntityType.ClrType == typeof(Workspace) || typeof(IVersioned).IsAssignableFrom(entry.EntityType.ClrType)))
            {
                Stamp(entry);
            }
        }
    }

    private void Stamp(IUpdateEntry entry)
    {
        var isNew = entry.EntityState == EntityState.Added;
        var version = entry.EntityType.FindProperty(nameof(IVersioned.Version))!;
        Stamp(entry.ToEntityEntry().Entity, _clock.UtcNowInMicroseconds(), isNew ? 1 : entry.GetOriginalValue<int>(version) + 1, isNew);
        if (isNew)
        {
            return;
        }

        // EF has looked for changes already and does not look again.
        entry.SetPropertyModified(version);
        if (entry.EntityType.FindProperty(nameof(IVersioned.UpdatedUtc)) is { } updated)
        {
            entry.SetPropertyModified(updated);
        }
    }
    /// <summary>A workspace does not implement the interface: a host could write it through that.</summary>
    private static void Stamp(object entity, DateTime now, int version, bool isNew)
    {
        if (entity is Workspace workspace)
        {
            workspace.CreatedUtc = isNew && workspace.CreatedUtc == default ? now : workspace.CreatedUtc;
            (workspace.UpdatedUtc, workspace.Version) = (now, version);
            return;
        }

        var row = (IVersioned)entity;
        row.CreatedUtc = isNew && row.CreatedUtc == default ? now : row.CreatedUtc;
        (row.UpdatedUtc, row.Version) = (now, version);
    }
}
