using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace PmAssist.Tenancy.Providers;

/// <summary>JSON in <c>jsonb</c>, read with <c>jsonb_extract_path_text</c>.</summary>
internal static class PostgreSqlJson
{
    public static JsonStorage Storage { get; } = new("jsonb", ReadText);

    private static SqlFunctionExpression ReadText(SqlExpression column, SqlConstantExpression key)
        => new(
            "jsonb_extract_path_text",
            [column, key],
            nullable: true,
            argumentsPropagateNullability: [true, false],
            typeof(string),
            key.TypeMapping);
}
