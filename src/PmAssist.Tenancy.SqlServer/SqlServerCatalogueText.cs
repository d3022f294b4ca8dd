namespace PmAssist.Tenancy.Providers;

/// <summary>The queries of <see cref="SqlServerCatalogue"/>, with <c>{schemas}</c> for the condition on <c>s.name</c>.</summary>
internal static class SqlServerCatalogueText
{
    private const string Table = "QUOTENAME(s.name), N'.', QUOTENAME(t.name)";

    public static IReadOnlyList<string> Queries { get; } =
    [
        $$"""
        SELECT s.name, {{Kind(SchemaObjectKind.Table)}}, N'', t.name,
            CONCAT(N'TABLE', CASE t.temporal_type WHEN 1 THEN N' OF HISTORY' WHEN 2 THEN N' SYSTEM_VERSIONING' END,
                CASE WHEN t.is_memory_optimized = 1 THEN N' MEMORY_OPTIMIZED' END),
            NULL, NULL
        FROM sys.tables AS t JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        WHERE {schemas}
        """,
        $$"""
        SELECT s.name, {{Kind(SchemaObjectKind.Column)}}, t.name, c.name,
            CASE WHEN c.is_computed = 1 THEN CONCAT(N'AS ', k.definition, CASE WHEN k.is_persisted = 1 THEN N' PERSISTED' END)
            ELSE CONCAT(
                CASE WHEN y.is_user_defined = 1 THEN CONCAT(QUOTENAME(SCHEMA_NAME(y.schema_id)), N'.', QUOTENAME(y.name)) ELSE y.name END,
                CASE
                    WHEN y.name IN (N'char', N'varchar', N'binary', N'varbinary', N'nchar', N'nvarchar') AND c.max_length = -1 THEN N'(max)'
                    WHEN y.name IN (N'char', N'varchar', N'binary', N'varbinary') THEN CONCAT(N'(', c.max_length, N')')
                    WHEN y.name IN (N'nchar', N'nvarchar') THEN CONCAT(N'(', c.max_length / 2, N')')
                    WHEN y.name IN (N'decimal', N'numeric') THEN CONCAT(N'(', c.precision, N', ', c.scale, N')')
                    WHEN y.name IN (N'datetime2', N'datetimeoffset', N'time') THEN CONCAT(N'(', c.scale, N')')
                    WHEN y.name = N'float' THEN CONCAT(N'(', c.precision, N')') END,
                CASE WHEN c.collation_name <> CONVERT(sysname, DATABASEPROPERTYEX(DB_NAME(), 'Collation'))
                    THEN CONCAT(N' COLLATE ', c.collation_name) END,
                CASE c.generated_always_type WHEN 1 THEN N' GENERATED ALWAYS AS ROW START' WHEN 2 THEN N' GENERATED ALWAYS AS ROW END' END,
                CASE WHEN c.is_hidden = 1 THEN N' HIDDEN' END,
                CASE WHEN c.is_sparse = 1 THEN N' SPARSE' END,
                CASE WHEN i.column_id IS NOT NULL THEN CONCAT(
                    N' IDENTITY(', CONVERT(nvarchar(40), i.seed_value), N', ', CONVERT(nvarchar(40), i.increment_value), N')') END,
                CASE WHEN c.is_rowguidcol = 1 THEN N' ROWGUIDCOL' END,
                CASE WHEN c.is_nullable = 1 THEN N' NULL' ELSE N' NOT NULL' END,
                CASE WHEN d.object_id IS NOT NULL THEN CONCAT(N' DEFAULT ', d.definition) END) END,
            NULL, NULL
        FROM sys.columns AS c
        JOIN sys.tables AS t ON t.object_id = c.object_id
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        JOIN sys.types AS y ON y.user_type_id = c.user_type_id
        LEFT JOIN sys.computed_columns AS k ON k.object_id = c.object_id AND k.column_id = c.column_id
        LEFT JOIN sys.identity_columns AS i ON i.object_id = c.object_id AND i.column_id = c.column_id
        LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id
        WHERE {schemas}
        """,
        $$"""
        SELECT s.name, CASE k.type WHEN 'PK' THEN {{Kind(SchemaObjectKind.PrimaryKey)}} ELSE {{Kind(SchemaObjectKind.Unique)}} END, t.name,
            CASE WHEN k.is_system_named = 0 THEN k.name WHEN k.type = 'PK' THEN N'(primary key)' ELSE CONCAT(N'(unique ', l.keys, N')') END,
            CONCAT(CASE k.type WHEN 'PK' THEN N'PRIMARY KEY' ELSE N'UNIQUE' END,
                CASE i.type WHEN 1 THEN N' CLUSTERED' ELSE N' NONCLUSTERED' END, N' (', l.keys, N')'),
            CASE WHEN i.is_disabled = 1 THEN N'disabled' END,
            CASE WHEN i.is_disabled = 1 THEN CONCAT(N'ALTER INDEX ', QUOTENAME(i.name), N' ON ', {{Table}}, N' REBUILD') END
        FROM sys.key_constraints AS k
        JOIN sys.tables AS t ON t.object_id = k.parent_object_id
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        JOIN sys.indexes AS i ON i.object_id = k.parent_object_id AND i.index_id = k.unique_index_id
        CROSS APPLY ({{IndexColumns("keys", "x.is_included_column = 0", "x.key_ordinal")}}) AS l
        WHERE {schemas}
        """,
        $$"""
        SELECT s.name, {{Kind(SchemaObjectKind.ForeignKey)}}, t.name,
            CASE WHEN f.is_system_named = 0 THEN f.name ELSE CONCAT(N'(foreign key ', l.keys, N')') END,
            CONCAT(N'FOREIGN KEY (', l.keys, N') REFERENCES ', QUOTENAME(SCHEMA_NAME(r.schema_id)), N'.', QUOTENAME(r.name),
                N' (', m.keys, N')', {{Action("DELETE")}}, {{Action("UPDATE")}}),
            {{State("f")}}
        FROM sys.foreign_keys AS f
        JOIN sys.tables AS t ON t.object_id = f.parent_object_id
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        JOIN sys.tables AS r ON r.object_id = f.referenced_object_id
        CROSS APPLY ({{KeyColumns("parent")}}) AS l
        CROSS APPLY ({{KeyColumns("referenced")}}) AS m
        WHERE {schemas}
        """,
        $$"""
        SELECT s.name, {{Kind(SchemaObjectKind.Check)}}, t.name,
            CASE WHEN f.is_system_named = 0 THEN f.name ELSE CONCAT(N'(check ', f.definition, N')') END,
            CONCAT(N'CHECK ', f.definition),
            {{State("f")}}
        FROM sys.check_constraints AS f
        JOIN sys.tables AS t ON t.object_id = f.parent_object_id
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        WHERE {schemas}
        """,
        $$"""
        SELECT s.name, {{Kind(SchemaObjectKind.Index)}}, t.name, i.name,
            CONCAT(N'CREATE', CASE WHEN i.is_unique = 1 THEN N' UNIQUE' END,
                CASE i.type WHEN 1 THEN N' CLUSTERED' WHEN 2 THEN N' NONCLUSTERED' WHEN 3 THEN N' XML' WHEN 4 THEN N' SPATIAL'
                    WHEN 5 THEN N' CLUSTERED COLUMNSTORE' WHEN 6 THEN N' NONCLUSTERED COLUMNSTORE' ELSE N' HASH' END,
                N' INDEX ', QUOTENAME(i.name), N' ON ', {{Table}}, N' (' + l.keys + N')', N' INCLUDE (' + m.keys + N')',
                N' WHERE ' + i.filter_definition, CASE WHEN i.ignore_dup_key = 1 THEN N' WITH (IGNORE_DUP_KEY = ON)' END),
            CASE WHEN i.is_disabled = 1 THEN N'disabled' END,
            CASE WHEN i.is_disabled = 1 THEN CONCAT(N'ALTER INDEX ', QUOTENAME(i.name), N' ON ', {{Table}}, N' REBUILD') END
        FROM sys.indexes AS i
        JOIN sys.objects AS t ON t.object_id = i.object_id AND t.type IN ('U', 'V')
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        CROSS APPLY ({{IndexColumns("keys", "x.is_included_column = 0", "x.key_ordinal")}}) AS l
        CROSS APPLY ({{IndexColumns("keys", "x.is_included_column = 1", "c.name")}}) AS m
        WHERE i.type > 0 AND i.is_primary_key = 0 AND i.is_unique_constraint = 0 AND i.is_hypothetical = 0 AND {schemas}
        """,
        $$"""
        SELECT s.name, {{Kind(SchemaObjectKind.Sequence)}}, N'', t.name,
            CONCAT(N'CREATE SEQUENCE ', {{Table}}, N' AS ', TYPE_NAME(t.user_type_id),
                N' START WITH ', CONVERT(nvarchar(40), t.start_value), N' INCREMENT BY ', CONVERT(nvarchar(40), t.increment),
                N' MINVALUE ', CONVERT(nvarchar(40), t.minimum_value), N' MAXVALUE ', CONVERT(nvarchar(40), t.maximum_value),
                CASE WHEN t.is_cycling = 1 THEN N' CYCLE' END,
                CASE WHEN t.is_cached = 0 THEN N' NO CACHE' WHEN t.cache_size IS NOT NULL THEN CONCAT(N' CACHE ', t.cache_size) END),
            NULL, NULL
        FROM sys.sequences AS t JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        WHERE {schemas}
        """,
        $$"""
        SELECT s.name, {{Kind(SchemaObjectKind.Trigger)}}, t.name, g.name, COALESCE(m.definition, N'(encrypted)'),
            CASE WHEN g.is_disabled = 1 THEN N'disabled' END,
            CASE WHEN g.is_disabled = 1
                THEN CONCAT(N'ENABLE TRIGGER ', QUOTENAME(s.name), N'.', QUOTENAME(g.name), N' ON ', {{Table}}) END
        FROM sys.triggers AS g
        JOIN sys.objects AS t ON t.object_id = g.parent_id
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        LEFT JOIN sys.sql_modules AS m ON m.object_id = g.object_id
        WHERE g.parent_class = 1 AND {schemas}
        """,
        $$"""
        SELECT s.name, CASE t.type WHEN 'V' THEN {{Kind(SchemaObjectKind.View)}} ELSE {{Kind(SchemaObjectKind.Routine)}} END, N'', t.name,
            COALESCE(m.definition, N'(encrypted)'), NULL, NULL
        FROM sys.objects AS t
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        JOIN sys.sql_modules AS m ON m.object_id = t.object_id
        WHERE t.type IN ('V', 'P', 'FN', 'IF', 'TF') AND {schemas}
        """,
        $$"""
        SELECT s.name, {{Kind(SchemaObjectKind.Type)}}, N'', t.name,
            CASE WHEN t.is_table_type = 0
                THEN CONCAT(N'FROM ', TYPE_NAME(t.system_type_id), N'(', t.max_length, N', ', t.precision, N', ', t.scale, N')',
                    CASE WHEN t.is_nullable = 0 THEN N' NOT NULL' END)
                ELSE CONCAT(N'AS TABLE (', STUFF((
                    SELECT CONCAT(N', ', QUOTENAME(c.name), N' ', TYPE_NAME(c.user_type_id), N'(', c.max_length, N', ', c.precision, N', ',
                        c.scale, N')', CASE WHEN c.is_nullable = 0 THEN N' NOT NULL' END)
                    FROM sys.table_types AS y JOIN sys.columns AS c ON c.object_id = y.type_table_object_id
                    WHERE y.user_type_id = t.user_type_id
                    ORDER BY c.column_id
                    FOR XML PATH(''), TYPE).value('.', 'nvarchar(max)'), 1, 2, N''), N')') END,
            NULL, NULL
        FROM sys.types AS t JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        WHERE t.is_user_defined = 1 AND {schemas}
        """,
        $$"""
        SELECT s.name, {{Kind(SchemaObjectKind.Policy)}}, N'', p.name,
            STUFF((SELECT CONCAT(N', ', CASE r.predicate_type WHEN 0 THEN N'FILTER ' ELSE N'BLOCK ' END, r.predicate_definition, N' ON ',
                    QUOTENAME(OBJECT_SCHEMA_NAME(r.target_object_id)), N'.', QUOTENAME(OBJECT_NAME(r.target_object_id)))
                FROM sys.security_predicates AS r WHERE r.object_id = p.object_id ORDER BY r.security_predicate_id
                FOR XML PATH(''), TYPE).value('.', 'nvarchar(max)'), 1, 2, N''),
            CASE WHEN p.is_enabled = 0 THEN N'disabled' END, NULL
        FROM sys.security_policies AS p JOIN sys.schemas AS s ON s.schema_id = p.schema_id
        WHERE {schemas}
        """,
        $$"""
        SELECT s.name, {{Kind(SchemaObjectKind.Other)}}, N'', CONCAT(N'synonym ', t.name), CONCAT(N'FOR ', t.base_object_name), NULL, NULL
        FROM sys.synonyms AS t JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        WHERE {schemas}
        """,
        $$"""
        SELECT s.name, {{Kind(SchemaObjectKind.Grant)}}, COALESCE(t.name, N''),
            CONCAT(g.name, N' ', p.permission_name COLLATE DATABASE_DEFAULT, N' (' + c.name + N')'),
            CASE p.state WHEN 'D' THEN N'DENY' WHEN 'W' THEN N'GRANT WITH GRANT OPTION' ELSE N'GRANT' END, NULL, NULL
        FROM sys.database_permissions AS p
        JOIN sys.database_principals AS g ON g.principal_id = p.grantee_principal_id
        LEFT JOIN sys.objects AS t ON p.class = 1 AND t.object_id = p.major_id
        LEFT JOIN sys.columns AS c ON p.class = 1 AND c.object_id = p.major_id AND c.column_id = p.minor_id AND p.minor_id <> 0
        JOIN sys.schemas AS s ON s.schema_id = CASE p.class WHEN 3 THEN p.major_id ELSE t.schema_id END
        WHERE p.class IN (1, 3) AND {schemas}
        """,
    ];

    /// <summary>A query of one row: the columns of the index <c>i</c> as a list.</summary>
    private static string IndexColumns(string name, string which, string order) => $"""
        SELECT STUFF((
            SELECT CONCAT(N', ', QUOTENAME(c.name), CASE WHEN x.is_descending_key = 1 THEN N' DESC' END)
            FROM sys.index_columns AS x JOIN sys.columns AS c ON c.object_id = x.object_id AND c.column_id = x.column_id
            WHERE x.object_id = i.object_id AND x.index_id = i.index_id AND {which}
            ORDER BY {order}
            FOR XML PATH(''), TYPE).value('.', 'nvarchar(max)'), 1, 2, N'') AS {name}
        """;

    /// <summary>A query of one row: the columns of the foreign key <c>f</c> on one side as a list.</summary>
    private static string KeyColumns(string side) => $"""
        SELECT STUFF((
            SELECT CONCAT(N', ', QUOTENAME(c.name))
            FROM sys.foreign_key_columns AS x
            JOIN sys.columns AS c ON c.object_id = x.{side}_object_id AND c.column_id = x.{side}_column_id
            WHERE x.constraint_object_id = f.object_id
            ORDER BY x.constraint_column_id
            FOR XML PATH(''), TYPE).value('.', 'nvarchar(max)'), 1, 2, N'') AS keys
        """;

    private static string Action(string what)
        => $"CASE f.{(what == "DELETE" ? "delete" : "update")}_referential_action WHEN 1 THEN N' ON {what} CASCADE' "
            + $"WHEN 2 THEN N' ON {what} SET NULL' WHEN 3 THEN N' ON {what} SET DEFAULT' END";

    private static string State(string constraint) => $"""
        CASE WHEN {constraint}.is_disabled = 1 THEN N'disabled' WHEN {constraint}.is_not_trusted = 1 THEN N'not validated' END,
            CASE WHEN {constraint}.is_disabled = 1 OR {constraint}.is_not_trusted = 1
                THEN CONCAT(N'ALTER TABLE ', {Table}, N' WITH CHECK CHECK CONSTRAINT ', QUOTENAME({constraint}.name)) END
        """;

    private static int Kind(SchemaObjectKind kind) => (int)kind;
}
