using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace PmAssist.Tenancy.Providers;

/// <summary>JSON in <c>TEXT</c>, read with <c>json_extract</c>.</summary>
internal static class SqliteJson
{
    /// <summary>All but text.</summary>
    private static readonly string[] PlainTypes = ["true", "false", "integer", "real"];

    public static JsonStorage Storage { get; } = new("TEXT", ReadText);

    /// <summary>
    /// <c>json_extract</c> gives a truth value as 1 or 0, and a number beyond 64 bits with 15 digits; <c>-&gt;</c> gives both as they stand
    /// in the JSON, and a text in quotes (sqlite.org/json1.html#jptr).
    /// </summary>
    private static CaseExpression ReadText(SqlExpression column, SqlConstantExpression key)
    {
        var path = Text($"$.\"{key.Value}\"");
        var asItStands = Call("\"->\"");
        return new CaseExpression(
            Call("json_type"),
            [.. PlainTypes.Select(type => new CaseWhenClause(Text(type), asItStands))],
            Call("json_extract"));

        SqlConstantExpression Text(string text) => new(text, key.TypeMapping);

        SqlFunctionExpression Call(string function)
            => new(function, [column, path], nullable: true, argumentsPropagateNullability: [true, false], typeof(string), key.TypeMapping);
    }
}
