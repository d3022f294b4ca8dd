using PmAssist.Tenancy.Specifications.Zoo.Models;

namespace PmAssist.Tenancy.Specifications.Zoo;

/// <summary>All models, by name.</summary>
public static class ZooModels
{
    private static readonly Dictionary<string, Func<IZooVisitor, Task>> Models = new(StringComparer.Ordinal);

    static ZooModels()
    {
        Add<TablePerHierarchy>();
        Add<TablePerType>();
        Add<TablePerTypeWithOwnColumnNames>();
        Add<TablePerConcreteType>();
        Add<TablePerConcreteTypeWithIntegers>();
        Add<TableSplitting>();
        Add<EntitySplitting>();
        Add<ComplexTypes>();
        Add<ComplexTypesInHierarchy>();
        Add<OwnedTypes>();
        Add<JsonColumns>();
        Add<ManyToMany>();
        Add<SharedTypes>();
        Add<Sequences>();
        Add<Functions>();
        Add<ConcurrencyTokens>();
        Add<RowVersions>();
        Add<ComputedColumns>();
        Add<ConstraintsAndIndexes>();
        Add<Views>();
        Add<KeylessQueries>();
        Add<KeylessTables>();
        Add<EveryType>();
        Add<Cycles>();
    }

    public static IReadOnlyCollection<string> Names => Models.Keys;

    public static Task VisitAsync(string name, IZooVisitor visitor) => Models[name](visitor);

    private static void Add<TModel>()
        where TModel : ZooModel, new()
        => Models.Add(typeof(TModel).Name, visitor => visitor.VisitAsync<TModel>());
}
