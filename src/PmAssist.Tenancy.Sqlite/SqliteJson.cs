using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace PmAssist.Tenancy.Providers;

/// <summary>JSON in <c>TEXT</c>, read with <c>json_extract</c>.</summary>
internal static class SqliteJson
{
    public static JsonStorage Storage { get; } = new("TEXT", ReadText);

    /// <summary>
    /// SQLite gives a number as a number, which equals no text, and a truth value as 1 or 0 (sqlite.org/json1.html#jex), whose text is the
    /// name of its type.
    /// </summary>
    private static CaseExpression ReadText(SqlExpression column, SqlConstantExpression key)
    {
        var path = Text($"$.\"{key.Value}\"");
        return new CaseExpression(
            Call("json_type"),
            [new CaseWhenClause(Text("true"), Text("true")), new CaseWhenClause(Text("false"), Text("false"))],
            new SqlUnaryExpression(ExpressionType.Convert, Call("json_extract"), typeof(string), key.TypeMapping));

        SqlConstantExpression Text(string text) => new(text, key.TypeMapping);

        SqlFunctionExpression Call(string function)
            => new(function, [column, path], nullable: true, argumentsPropagateNullability: [true, false], typeof(string), key.TypeMapping);
    }
}
