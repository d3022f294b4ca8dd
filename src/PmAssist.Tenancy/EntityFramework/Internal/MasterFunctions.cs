using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace PmAssist.Tenancy.Internal;

/// <summary>What a query on the master asks the engine that LINQ has no word for.</summary>
internal static class MasterFunctions
{
    private static readonly MethodInfo TextOfMethod = ((Func<string?, string, string?>)TextOf).Method;

    /// <summary>Whether a workspace's property has this text.</summary>
    /// <remarks>
    /// The key is in the expression as a constant, because SQL Server 2016 takes the path of a value only as a literal; so EF compiles the
    /// query once for each key. The value is a parameter.
    /// </remarks>
    public static Expression<Func<Workspace, bool>> HasProperty(string key, string value)
    {
        Expression<Func<Workspace, string?>> json = workspace => workspace.PropertiesJson;
        Expression<Func<string>> parameter = () => value;
        return Expression.Lambda<Func<Workspace, bool>>(
            Expression.Equal(Expression.Call(TextOfMethod, json.Body, Expression.Constant(key)), parameter.Body), json.Parameters);
    }

    public static void AddTo(IConventionModelBuilder modelBuilder, JsonStorage json)
        => modelBuilder.HasDbFunction(TextOfMethod)!
            .HasTranslation(arguments => json.ReadText(arguments[0], (SqlConstantExpression)arguments[1]));

    private static string? TextOf(string? json, string key)
        => throw new NotSupportedException($"The value of '{key}' in {json} is read by the database. Use the function in a query.");
}
