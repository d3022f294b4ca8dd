using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace PmAssist.Tenancy.SqlServer.Tests.Recording;

/// <summary>Answers one command's statements from the rows that a <see cref="RecordingServer"/> has.</summary>
internal sealed class StatementScope(RecordingServer server, IReadOnlyDictionary<string, object?> parameters)
{
    public void Run(TSqlStatement statement, RecordedAnswer answer)
    {
        switch (statement)
        {
            case CreateSchemaStatement create:
                server.Schemas.Add(create.Name.Value, 5 + server.Schemas.Count);
                break;
            case DropSchemaStatement drop:
                server.Schemas.Remove(drop.Schema.BaseIdentifier.Value);
                break;
            case CreateTableStatement create:
                server.Tables.Add(KeyOf(create.SchemaObjectName), []);
                break;
            case DropTableStatement drop:
                drop.Objects.ToList().ForEach(name => server.Tables.Remove(KeyOf(name)));
                break;
            case InsertStatement { InsertSpecification: { InsertSource: ValuesInsertSource values } insert }:
                Insert(insert, values, answer);
                break;
            case InsertStatement { InsertSpecification: { InsertSource: SelectInsertSource { Select: QuerySpecification query } } insert }
                when server.Tables.ContainsKey(KeyOf(((NamedTableReference)insert.Target).SchemaObject)):
                Insert(insert, Select(query), answer);
                break;
            case UpdateStatement { UpdateSpecification: { FromClause: null } update }:
                Update(update, (NamedTableReference)update.Target, answer);
                break;
            case UpdateStatement { UpdateSpecification: { FromClause.TableReferences: [NamedTableReference table] } update }:
                Update(update, table, answer);
                break;
            case DeleteStatement { DeleteSpecification: { FromClause: null } delete }:
                Delete(delete, answer);
                break;
            case SelectStatement { QueryExpression: QuerySpecification query } when server.Answer?.Invoke(query) is { } given:
                answer.Add(given.Columns, given.Rows);
                break;
            case SelectStatement { QueryExpression: QuerySpecification query }:
                answer.Add(ColumnsOf(query), Select(query));
                break;
        }
    }

    public bool IsTrue(BooleanExpression condition, Dictionary<string, object?>? row)
        => condition switch
        {
            BooleanParenthesisExpression inner => IsTrue(inner.Expression, row),
            BooleanNotExpression not => !IsTrue(not.Expression, row),
            BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.And } and
                => IsTrue(and.FirstExpression, row) && IsTrue(and.SecondExpression, row),
            BooleanBinaryExpression or => IsTrue(or.FirstExpression, row) || IsTrue(or.SecondExpression, row),
            BooleanIsNullExpression isNull => ValueOf(isNull.Expression, row) is null != isNull.IsNot,
            BooleanComparisonExpression comparison => Compare(comparison, row),
            InPredicate list => list.Values.Any(v => Equals(ValueOf(v, row), ValueOf(list.Expression, row))) != list.NotDefined,
            ExistsPredicate { Subquery.QueryExpression: QuerySpecification query } => Select(query).Count > 0,
            _ => false,
        };

    private static string KeyOf(SchemaObjectName name) => $"{name.SchemaIdentifier?.Value}.{name.BaseIdentifier.Value}";

    private bool Compare(BooleanComparisonExpression comparison, Dictionary<string, object?>? row)
    {
        var (left, right) = (ValueOf(comparison.FirstExpression, row), ValueOf(comparison.SecondExpression, row));
        return left is not null && right is not null && comparison.ComparisonType switch
        {
            BooleanComparisonType.Equals => AreEqual(left, right),
            BooleanComparisonType.NotEqualToBrackets => !AreEqual(left, right),
            _ => Math.Sign(System.Collections.Comparer.Default.Compare(left, right)) is var sign && comparison.ComparisonType switch
            {
                BooleanComparisonType.GreaterThan => sign > 0,
                BooleanComparisonType.LessThan => sign < 0,
                BooleanComparisonType.GreaterThanOrEqualTo => sign >= 0,
                BooleanComparisonType.LessThanOrEqualTo => sign <= 0,
                _ => false,
            },
        };
    }

    private static bool AreEqual(object left, object right)
        => left is Guid && right is string text ? Equals(left, Guid.Parse(text)) : Equals(left, right);

    /// <summary>What the column would hold of a literal.</summary>
    private static object? Stored(string column, object? value)
        => value is not string text ? value
            : column.EndsWith("_utc", StringComparison.Ordinal)
                ? DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.RoundtripKind)
            : Guid.TryParse(text, out var id) && (column == "id" || column == "workspace_id") ? id
            : text;

    private object? ValueOf(ScalarExpression expression, Dictionary<string, object?>? row)
        => expression switch
        {
            ParenthesisExpression inner => ValueOf(inner.Expression, row),
            VariableReference variable => parameters.TryGetValue(variable.Name, out var value) ? value : server.LockResult,
            ColumnReferenceExpression column => row?.GetValueOrDefault(column.MultiPartIdentifier.Identifiers[^1].Value),
            StringLiteral literal => literal.Value,
            IntegerLiteral literal => int.Parse(literal.Value, System.Globalization.CultureInfo.InvariantCulture),
            BinaryExpression { BinaryExpressionType: BinaryExpressionType.Add } sum
                => (int)ValueOf(sum.FirstExpression, row)! + (int)ValueOf(sum.SecondExpression, row)!,
            CastCall { DataType: SqlDataTypeReference { SqlDataTypeOption: SqlDataTypeOption.Bit } } cast => Equals(
                ValueOf(cast.Parameter, row), 1),
            CastCall cast => ValueOf(cast.Parameter, row),
            SearchedCaseExpression cases => ValueOf(
                cases.WhenClauses.FirstOrDefault(w => IsTrue(w.WhenExpression, row))?.ThenExpression ?? cases.ElseExpression, row),
            FunctionCall { FunctionName.Value: "SCHEMA_ID" } call
                => server.Schemas.TryGetValue((string)ValueOf(call.Parameters[0], row)!, out var id) ? id : null,
            FunctionCall { FunctionName.Value: "HAS_PERMS_BY_NAME" } => server.MayReadDependencies ? 1 : 0,
            FunctionCall { FunctionName.Value: "OBJECT_ID" } call
                => server.Tables.ContainsKey(((string)ValueOf(call.Parameters[0], row)!).Replace("[", "").Replace("]", "")) ? 1 : null,
            _ => null,
        };

    private void Insert(InsertSpecification insert, ValuesInsertSource values, RecordedAnswer answer)
    {
        var columns = insert.Columns.Select(c => c.MultiPartIdentifier.Identifiers[^1].Value).ToList();
        foreach (var row in values.RowValues)
        {
            server.Tables[KeyOf(((NamedTableReference)insert.Target).SchemaObject)].Add(
                columns.Zip(row.ColumnValues, (c, v) => (c, v)).ToDictionary(p => p.c, p => Stored(p.c, ValueOf(p.v, row: null))));
            answer.RecordsAffected++;
        }
    }

    private void Insert(InsertSpecification insert, List<object?[]> rows, RecordedAnswer answer)
    {
        var columns = insert.Columns.Select(c => c.MultiPartIdentifier.Identifiers[^1].Value).ToList();
        server.Tables[KeyOf(((NamedTableReference)insert.Target).SchemaObject)].AddRange(
            rows.Select(row => columns.Zip(row).ToDictionary(p => p.First, p => p.Second)));
        answer.RecordsAffected += rows.Count;
    }

    private void Update(UpdateSpecification update, NamedTableReference table, RecordedAnswer answer)
    {
        var rows = RowsOf(table, update.WhereClause);
        foreach (var row in rows)
        {
            foreach (var set in update.SetClauses.OfType<AssignmentSetClause>())
            {
                var column = set.Column.MultiPartIdentifier.Identifiers[^1].Value;
                row[column] = Stored(column, ValueOf(set.NewValue, row));
            }
        }

        Changed(rows.Count, update.OutputClause, answer);
    }

    private void Delete(DeleteSpecification delete, RecordedAnswer answer)
    {
        var target = (NamedTableReference)delete.Target;
        var rows = RowsOf(target, delete.WhereClause);
        rows.ForEach(row => server.Tables[KeyOf(target.SchemaObject)].Remove(row));
        Changed(rows.Count, delete.OutputClause, answer);
    }

    private static void Changed(int rows, OutputClause? output, RecordedAnswer answer)
    {
        answer.RecordsAffected += rows;
        if (output is not null)
        {
            answer.Add(["c0"], Enumerable.Repeat<object?[]>([1], rows));
        }
    }

    private IEnumerable<string> ColumnsOf(QuerySpecification query)
        => query.SelectElements is [SelectStarExpression] && query.FromClause.TableReferences is [NamedTableReference table]
            ? RowsOf(table, query.WhereClause).FirstOrDefault()?.Keys ?? Enumerable.Empty<string>()
            : query.SelectElements.Select((_, i) => $"c{i}");

    private List<object?[]> Select(QuerySpecification query)
    {
        var elements = query.SelectElements.OfType<SelectScalarExpression>().Select(e => e.Expression).ToList();
        if (query.FromClause is null)
        {
            return [[.. elements.Select(e => ValueOf(e, row: null))]];
        }

        if (FirstTable(query.FromClause.TableReferences[0]) is { SchemaObject: { SchemaIdentifier.Value: "sys" } view })
        {
            return [.. server.CatalogueViews.GetValueOrDefault(view.BaseIdentifier.Value, [])];
        }

        if (query.FromClause.TableReferences is not [NamedTableReference table] || query.GroupByClause is not null)
        {
            return [];
        }

        var rows = RowsOf(table, query.WhereClause);
        return query.SelectElements is [SelectStarExpression] ? rows.ConvertAll<object?[]>(row => [.. row.Values])
            : elements is [FunctionCall { FunctionName.Value: "COUNT" }] ? [[rows.Count]]
            : rows.ConvertAll<object?[]>(row => [.. elements.Select(e => ValueOf(e, row))]);
    }

    private static NamedTableReference? FirstTable(TableReference reference)
        => reference is QualifiedJoin join ? FirstTable(join.FirstTableReference) : reference as NamedTableReference;

    private List<Dictionary<string, object?>> RowsOf(NamedTableReference table, WhereClause? where)
        => [.. server.Tables.GetValueOrDefault(KeyOf(table.SchemaObject), [])
            .Where(row => where is null || IsTrue(where.SearchCondition, row))];
}
