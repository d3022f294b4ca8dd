using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace PmAssist.Tenancy.Providers;

/// <summary>JSON in <c>nvarchar(max)</c>, read with <c>JSON_VALUE</c>.</summary>
internal static class SqlServerJson
{
    public static JsonStorage Storage { get; } = new("nvarchar(max)", ReadText);

    /// <summary>
    /// The path is a literal: only SQL Server 2017 takes an expression there (learn.microsoft.com, JSON_VALUE, Arguments). NULL for an
    /// object, a list, and a text of more than 4,000 characters.
    /// </summary>
    private static SqlFunctionExpression ReadText(SqlExpression column, SqlConstantExpression key)
        => new(
            "JSON_VALUE",
            [column, new SqlConstantExpression($"$.\"{key.Value}\"", key.TypeMapping)],
            nullable: true,
            argumentsPropagateNullability: [true, false],
            typeof(string),
            key.TypeMapping);
}
