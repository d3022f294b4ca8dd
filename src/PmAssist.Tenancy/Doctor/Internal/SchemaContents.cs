namespace PmAssist.Tenancy.Internal;

/// <summary>The objects of a schema, the template's name in place of the schema's own.</summary>
internal sealed class SchemaContents
{
    private readonly List<SchemaObject> _items = [];
    private Dictionary<(SchemaObjectKind Kind, string Parent, string Name), SchemaObject>? _objects;

    /// <summary>By what they are. Two that nobody named may be equal; they are counted, so that one that is missing shows.</summary>
    public IReadOnlyDictionary<(SchemaObjectKind Kind, string Parent, string Name), SchemaObject> Objects => _objects ??= Count();

    public SchemaObject? Find(SchemaObject like) => Objects.GetValueOrDefault((like.Kind, like.Parent, like.Name));

    /// <summary>Before anything is asked of it.</summary>
    public void Add(SchemaObject item) => _items.Add(item);

    /// <summary>
    /// Whether another schema has the same, without making a table of what it has: of most schemas nothing else is asked. False where two
    /// objects are alike, which <see cref="Objects"/> tells apart.
    /// </summary>
    public bool IsSameAs(SchemaContents other)
    {
        var seen = new HashSet<SchemaObject>(other._items.Count);
        return other._items.Count == Objects.Count && other._items.TrueForAll(
            item => Find(item) is { } own && seen.Add(own) && own.Definition == item.Definition && own.State == item.State);
    }

    private Dictionary<(SchemaObjectKind Kind, string Parent, string Name), SchemaObject> Count()
    {
        var objects = new Dictionary<(SchemaObjectKind Kind, string Parent, string Name), SchemaObject>(_items.Count);
        foreach (var item in _items)
        {
            var name = item.Name;
            for (var count = 2; !objects.TryAdd((item.Kind, item.Parent, name), item); count++)
            {
                name = $"{item.Name} #{count}";
            }
        }

        return objects;
    }
}
