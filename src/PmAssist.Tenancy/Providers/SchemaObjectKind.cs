namespace PmAssist.Tenancy;

/// <summary>What an object of a schema is, or a part of one.</summary>
public enum SchemaObjectKind
{
    /// <summary>Something that has no kind of its own here: a rule, a synonym, extended statistics.</summary>
    Other = 0,

    /// <summary>The schema itself.</summary>
    Schema = 1,

    /// <summary>A table.</summary>
    Table = 2,

    /// <summary>A column of a table: its type, whether it takes null, its default, what it is computed from.</summary>
    Column = 3,

    /// <summary>A primary key.</summary>
    PrimaryKey = 4,

    /// <summary>A unique constraint, or an exclusion constraint.</summary>
    Unique = 5,

    /// <summary>A foreign key.</summary>
    ForeignKey = 6,

    /// <summary>A check constraint.</summary>
    Check = 7,

    /// <summary>An index that is no constraint's.</summary>
    Index = 8,

    /// <summary>A sequence.</summary>
    Sequence = 9,

    /// <summary>A trigger.</summary>
    Trigger = 10,

    /// <summary>A view.</summary>
    View = 11,

    /// <summary>A function or procedure.</summary>
    Routine = 12,

    /// <summary>A type.</summary>
    Type = 13,

    /// <summary>The rights that somebody other than the owner has.</summary>
    Grant = 14,

    /// <summary>A row-level security policy.</summary>
    Policy = 15,
}
