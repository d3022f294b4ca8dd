namespace PmAssist.Tenancy.Internal;

/// <summary>Puts a workspace's schema into a query that names the template's.</summary>
internal static class SchemaQueryBinding
{
    public static SchemaQuery BoundTo(this SchemaQuery query, WorkspaceSchema schema)
        => new(SchemaText.Bind(query.Text, schema), [.. query.Tables.Select(t => SchemaText.Bind(t, schema))]);
}
