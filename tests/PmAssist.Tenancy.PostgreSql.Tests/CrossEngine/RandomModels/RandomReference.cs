using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A foreign key.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Principal">The table that it leads to, which may be its own.</param>
/// <param name="Target">A key of that table.</param>
/// <param name="OnDelete">What becomes of the row.</param>
internal sealed record RandomReference(
    IReadOnlyList<RandomColumn> Columns, RandomTable Principal, IReadOnlyList<RandomColumn> Target, DeleteBehavior OnDelete)
{
    public bool IsNullable => Columns.Any(c => c.IsNullable);

    public override string ToString() => $"({string.Join(", ", Columns.Select(c => c.Name))}) -> {Principal.Name} {OnDelete}";
}
