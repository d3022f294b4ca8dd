namespace PmAssist.Tenancy;

/// <summary>
/// Writes the statements that empty a schema and drop it: SQL Server has no <c>DROP SCHEMA … CASCADE</c>. Object types that are not
/// handled here (Service Broker queues, external tables) remain, and the server's error on the last statement names them.
/// </summary>
internal static class SqlServerSchemaDrop
{
    /// <summary>The object types of <c>sys.objects</c> that can be bound to each other, with the word that drops them.</summary>
    private static readonly Dictionary<string, string> Bindable = new()
    {
        ["U"] = "TABLE",
        ["V"] = "VIEW",
        ["FN"] = "FUNCTION",
        ["IF"] = "FUNCTION",
        ["TF"] = "FUNCTION",
        ["FS"] = "FUNCTION",
        ["FT"] = "FUNCTION",
        ["AF"] = "AGGREGATE",
        ["P"] = "PROCEDURE",
        ["PC"] = "PROCEDURE",
    };

    /// <summary>Whether an object may be bound to another, so that the order matters.</summary>
    public static bool CanBindToOthers(SqlServerSchemaObject item) => item.Type != "U" && Bindable.ContainsKey(item.Type);

    public static IReadOnlyList<string> StatementsFor(string schema, SqlServerSchemaContents contents)
    {
        var byId = contents.Objects.ToDictionary(o => o.Id);
        string Named(SqlServerSchemaObject item) => $"{Quoted(schema)}.{Quoted(item.Name)}";
        IEnumerable<string> Drops(string word, string type)
            => contents.Objects.Where(o => o.Type == type).Select(o => $"DROP {word} {Named(o)}");

        return
        [
            .. Drops("SECURITY POLICY", "SP"),
            .. contents.Objects.Where(o => o.Type == "F" || BindsTable(o, contents))
                .Where(o => byId.ContainsKey(o.ParentId))
                .Select(o => $"ALTER TABLE {Named(byId[o.ParentId])} DROP CONSTRAINT {Quoted(o.Name)}"),
            .. contents.Objects.Where(o => contents.TemporalTables.Contains(o.Id))
                .Select(o => $"ALTER TABLE {Named(o)} SET (SYSTEM_VERSIONING = OFF)"),
            .. InDependencyOrder(contents).Select(o => $"DROP {Bindable[o.Type]} {Named(o)}"),
            .. Drops("SYNONYM", "SN"),
            .. Drops("SEQUENCE IF EXISTS", "SO"),
            .. contents.TableTypes.Concat(contents.OtherTypes).Select(name => $"DROP TYPE {Quoted(schema)}.{Quoted(name)}"),
            .. contents.XmlSchemaCollections.Select(name => $"DROP XML SCHEMA COLLECTION {Quoted(schema)}.{Quoted(name)}"),
            $"DROP SCHEMA {Quoted(schema)}",
        ];
    }

    /// <summary>
    /// A check or default that uses a function binds its table to the function, and the function may be bound to the table.
    /// </summary>
    private static bool BindsTable(SqlServerSchemaObject item, SqlServerSchemaContents contents)
        => item.Type is "C" or "D"
            && contents.SchemaBoundReferences.Any(r => r.Referencing == item.Id && r.Referenced != item.ParentId);

    /// <summary>
    /// Objects that no other is bound to come first. In a cycle the order is arbitrary, and the server's error names the problem.
    /// </summary>
    private static IEnumerable<SqlServerSchemaObject> InDependencyOrder(SqlServerSchemaContents contents)
    {
        var left = contents.Objects.Where(o => Bindable.ContainsKey(o.Type)).OrderBy(o => o.Type == "U").ThenBy(o => o.Id).ToList();
        while (left.Count > 0)
        {
            var ids = left.Select(o => o.Id).ToHashSet();
            var bound = contents.SchemaBoundReferences
                .Where(r => r.Referencing != r.Referenced && ids.Contains(r.Referencing))
                .Select(r => r.Referenced)
                .ToHashSet();
            var next = left.Where(o => !bound.Contains(o.Id)).ToList();
            if (next.Count == 0)
            {
                next = left;
            }

            foreach (var item in next)
            {
                yield return item;
            }

            left = [.. left.Except(next)];
        }
    }

    private static string Quoted(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";
}
