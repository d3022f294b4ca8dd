using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace PmAssist.Tenancy.Providers;

/// <summary>How an engine keeps JSON in a column, and reads a value of it.</summary>
/// <param name="type">The type of a column that holds JSON.</param>
/// <param name="readText">
/// Makes the SQL that reads a value's text from a column with a JSON object, given the column and the value's key: of a text its
/// characters, of a number or a truth value what it is in JSON; NULL where the key is missing. The key is a constant of letters,
/// digits, hyphens, underscores and periods, and has the mapping of a text that the result needs too.
/// </param>
public sealed class JsonStorage(string type, Func<SqlExpression, SqlConstantExpression, SqlExpression> readText)
{
    internal string Type => type;

    internal Func<SqlExpression, SqlConstantExpression, SqlExpression> ReadText => readText;
}
