using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using NpgsqlTypes;

namespace PmAssist.Tenancy;

/// <summary>What a workspace model may not have on PostgreSQL, by the annotations that Npgsql puts on it.</summary>
internal static class PostgreSqlModelRules
{
    private static readonly (string Prefix, string Problem)[] DatabaseObjects =
    [
        ("Npgsql:Enum:", "A PostgreSQL enum lies in one schema, and its name is sent outside the SQL text: store the .NET enum as text "
            + "with HasConversion<string>()."),
        ("Npgsql:Range:", "A PostgreSQL range type lies in one schema: store its two bounds as columns."),
        ("Npgsql:CollationDefinition:", "A collation is defined in one schema: create it by the master's migrations, or use a built-in "
            + "one."),
        ("Npgsql:PostgresExtension:", "An extension belongs to the whole database: create it by the master's migrations or by an "
            + "administrator."),
    ];

    // https://www.postgresql.org/docs/current/rangetypes.html#RANGETYPES-BUILTIN
    private static readonly string[] BuiltInRanges = ["int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange"];

    public static IEnumerable<string> Check(IReadOnlyModel model)
    {
        foreach (var annotation in model.GetAnnotations())
        {
            foreach (var (prefix, problem) in DatabaseObjects)
            {
                if (annotation.Name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    yield return $"'{annotation.Name[prefix.Length..]}': {problem}";
                }
            }
        }

        foreach (var property in model.GetEntityTypes().SelectMany(e => e.GetDeclaredProperties()))
        {
            if (property.FindAnnotation("Npgsql:HiLoSequenceName") is not null
                || property.FindAnnotation("Npgsql:ValueGenerationStrategy")?.Value?.ToString() == "SequenceHiLo")
            {
                yield return $"{property.DeclaringType.DisplayName()}.{property.Name}: HiLo would give several workspaces ids from one "
                    + "block, because EF keeps the block per model. Use an identity column or a GUID.";
            }

            // MapRange() leaves no annotation on the model.
            if (property.ClrType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(NpgsqlRange<>)
                && !BuiltInRanges.Contains(property.GetColumnType()))
            {
                yield return $"{property.DeclaringType.DisplayName()}.{property.Name}: the range type '{property.GetColumnType()}' lies "
                    + "in one schema: store its two bounds as columns.";
            }
        }

        if (model.FindAnnotation("Npgsql:HiLoSequenceName") is not null
            || model.FindAnnotation("Npgsql:ValueGenerationStrategy")?.Value?.ToString() == "SequenceHiLo")
        {
            yield return "UseHiLo() would give several workspaces ids from one block. Use identity columns or GUIDs.";
        }
    }
}
