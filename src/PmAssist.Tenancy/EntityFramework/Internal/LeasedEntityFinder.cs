// EF's entries read through their finder: navigations, database values. The specifications fail if EF changes this.
#pragma warning disable EF1001 // Internal EF Core API: kept in this file.
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Internal;

/// <summary>Refuses to read for an entry that was kept past its lease: it would read the workspace that the context serves next.</summary>
/// <param name="inner">EF's finder.</param>
/// <param name="check">Throws if the entry is of an ended lease.</param>
internal sealed class LeasedEntityFinder(IEntityFinder inner, Action<InternalEntityEntry> check) : IEntityFinder
{
    public object? Find(object?[]? keyValues) => inner.Find(keyValues);

    public ValueTask<object?> FindAsync(object?[]? keyValues, CancellationToken cancellationToken = default)
        => inner.FindAsync(keyValues, cancellationToken);

    public InternalEntityEntry? FindEntry<TKey>(TKey keyValue) => inner.FindEntry(keyValue);

    public InternalEntityEntry? FindEntry<TProperty>(IProperty property, TProperty propertyValue)
        => inner.FindEntry(property, propertyValue);

    public InternalEntityEntry? FindEntry(IEnumerable<object?> keyValues) => inner.FindEntry(keyValues);

    public InternalEntityEntry? FindEntry(IEnumerable<IProperty> properties, IEnumerable<object?> propertyValues)
        => inner.FindEntry(properties, propertyValues);

    public IEnumerable<InternalEntityEntry> GetEntries<TProperty>(IProperty property, TProperty propertyValue)
        => inner.GetEntries(property, propertyValue);

    public IEnumerable<InternalEntityEntry> GetEntries(IEnumerable<IProperty> properties, IEnumerable<object?> propertyValues)
        => inner.GetEntries(properties, propertyValues);

    public void Load(INavigation navigation, InternalEntityEntry entry, LoadOptions options)
    {
        check(entry);
        inner.Load(navigation, entry, options);
    }

    public Task LoadAsync(
        INavigation navigation, InternalEntityEntry entry, LoadOptions options, CancellationToken cancellationToken = default)
    {
        check(entry);
        return inner.LoadAsync(navigation, entry, options, cancellationToken);
    }

    public IQueryable Query(INavigation navigation, InternalEntityEntry entry)
    {
        check(entry);
        return inner.Query(navigation, entry);
    }

    public object[]? GetDatabaseValues(InternalEntityEntry entry)
    {
        check(entry);
        return inner.GetDatabaseValues(entry);
    }

    public Task<object[]?> GetDatabaseValuesAsync(InternalEntityEntry entry, CancellationToken cancellationToken = default)
    {
        check(entry);
        return inner.GetDatabaseValuesAsync(entry, cancellationToken);
    }
}
