namespace PmAssist.Tenancy.Internal;

/// <summary>The objects of a schema by what they are, the template's name in place of the schema's own.</summary>
internal sealed class SchemaContents
{
    private readonly Dictionary<(SchemaObjectKind Kind, string Parent, string Name), SchemaObject> _objects = [];

    public IReadOnlyDictionary<(SchemaObjectKind Kind, string Parent, string Name), SchemaObject> Objects => _objects;

    public SchemaObject? Find(SchemaObject like) => _objects.GetValueOrDefault((like.Kind, like.Parent, like.Name));

    /// <summary>Two that nobody named may be equal; they are counted, so that one that is missing shows.</summary>
    public void Add(SchemaObject item)
    {
        var name = item.Name;
        for (var count = 2; !_objects.TryAdd((item.Kind, item.Parent, name), item); count++)
        {
            name = $"{item.Name} #{count}";
        }
    }
}
