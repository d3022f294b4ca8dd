namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <param name="Property">EF's name of it.</param>
/// <param name="Name">The column's name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsNullable">Whether it may hold nothing.</param>
internal sealed record RandomColumn(string Property, string Name, ColumnKind Kind, bool IsNullable)
{
    /// <summary>What a row has that says nothing.</summary>
    public object? Default { get; init; }

    /// <summary>Whether a foreign key gives it its value.</summary>
    public bool IsForeign { get; init; }

    public Type ClrType => IsNullable && Kind.Type.IsValueType ? typeof(Nullable<>).MakeGenericType(Kind.Type) : Kind.Type;

    public override string ToString() => $"{Name}: {Kind.Type.Name}{(IsNullable ? "?" : "")}{(Default is { } value ? $" = {value}" : "")}";
}
