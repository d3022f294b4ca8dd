using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Specifications.Zoo;

/// <summary>Two models as text: the entities and all that EF's relational model has of them.</summary>
public static class ZooComparison
{
    /// <summary>Everything but the library's own tables; the schema's name is the template's.</summary>
    public static string Describe(DbContext context, string schema)
    {
        ArgumentNullException.ThrowIfNull(context);
        var model = context.GetService<IDesignTimeModel>().Model;
        var relational = model.GetRelationalModel();
        var text = new StringBuilder();
        foreach (var entityType in model.GetEntityTypes().Where(e => !IsLibrarys(e)))
        {
            text.AppendLine(entityType.ToDebugString(MetadataDebugStringOptions.LongDefault));
        }

        foreach (var table in relational.Tables.Where(t => !t.EntityTypeMappings.Any(m => IsLibrarys(m.TypeBase))))
        {
            text.AppendLine(table.ToDebugString(MetadataDebugStringOptions.LongDefault));
        }

        relational.Views.ToList().ForEach(v => text.AppendLine(v.ToDebugString(MetadataDebugStringOptions.LongDefault)));
        relational.Functions.ToList().ForEach(f => text.AppendLine(f.ToDebugString(MetadataDebugStringOptions.LongDefault)));
        relational.Queries.ToList().ForEach(q => text.AppendLine(q.ToDebugString(MetadataDebugStringOptions.LongDefault)));
        relational.Sequences.ToList().ForEach(s => text.AppendLine(s.ToDebugString(MetadataDebugStringOptions.LongDefault)));
        return text.ToString().Replace(schema, WorkspaceSchema.TemplateName, StringComparison.Ordinal);
    }

    private static bool IsLibrarys(IReadOnlyTypeBase type) => type.ClrType.Assembly == typeof(WorkspaceDbContext).Assembly;
}
