namespace PmAssist.Tenancy.Providers;

/// <summary>An object that really is in a schema, as the engine's own catalogue describes it.</summary>
/// <param name="kind">What it is.</param>
/// <param name="parent">The object that it is a part of, a column's table for example; empty for none.</param>
/// <param name="name">Its name; where the engine made the name up, something that is the same in each schema.</param>
/// <param name="definition">
/// All that has to be equal in each schema, the schema's own name aside. Of what is made by one statement (an index, trigger, view, routine
/// or sequence) that statement; of a column or constraint what follows its name in one.
/// </param>
/// <param name="state">Why it is not in effect: disabled, invalid, not validated; null if it is in effect.</param>
/// <param name="mend">The statement that puts it into effect without harm; null for none.</param>
public sealed class SchemaObject(
    SchemaObjectKind kind, string parent, string name, string definition, string? state = null, string? mend = null)
{
    /// <summary>What it is.</summary>
    public SchemaObjectKind Kind => kind;

    internal string Parent => parent;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>All that has to be equal in each schema.</summary>
    public string Definition => definition;

    internal string? State => state;

    internal string? Mend => mend;
}
