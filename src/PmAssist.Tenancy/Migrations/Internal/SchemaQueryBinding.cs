using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>Puts a schema into a query that names the template's.</summary>
internal static class SchemaQueryBinding
{
    public static SchemaQuery BoundTo(this SchemaQuery query, DbContext context)
    {
        var binding = context.GetService<ISchemaBinding>();
        return new SchemaQuery(binding.Bind(query.Text), binding.Bind(query.Table));
    }

    public static SchemaQuery BoundTo(this SchemaQuery query, WorkspaceSchema schema)
        => new(SchemaText.Bind(query.Text, schema), SchemaText.Bind(query.Table, schema));
}
