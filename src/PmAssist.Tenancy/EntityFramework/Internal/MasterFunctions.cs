using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace PmAssist.Tenancy.Internal;

/// <summary>What a query on the master asks the engine that LINQ has no word for.</summary>
internal static class MasterFunctions
{
    private static readonly MethodInfo TextOfMethod = ((Func<string?, string, string?>)TextOf).Method;

    /// <summary>The text of a value in a JSON object. Only in a query, and with the key in <see cref="EF.Constant{T}"/>.</summary>
    /// <remarks>SQL Server 2016 takes the path of a value only as a literal.</remarks>
    public static string? TextOf(string? json, string key)
        => throw new NotSupportedException($"{nameof(TextOf)} is translated to SQL and cannot be called. Use it in a query.");

    public static void AddTo(IConventionModelBuilder modelBuilder, JsonStorage json)
        => modelBuilder.HasDbFunction(TextOfMethod)!
            .HasTranslation(arguments => json.ReadText(arguments[0], (SqlConstantExpression)arguments[1]));
}
