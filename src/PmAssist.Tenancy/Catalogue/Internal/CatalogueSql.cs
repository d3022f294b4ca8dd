using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Questions and changes of the catalogue as text, so that they travel with a schema's own statements in one round trip, or stand in a
/// script. Names and literals come from EF's model and type mappings.
/// </summary>
internal sealed class CatalogueSql(TenancyContexts contexts, TenancyOptions options, TimeProvider clock)
{
    private readonly Lazy<(ISqlGenerationHelper Helper, IModel Model)> _engine = new(() =>
    {
        using var context = contexts.CreateMaster();
        return (context.GetService<ISqlGenerationHelper>(), context.Model);
    });

    private IEntityType Workspaces => _engine.Value.Model.FindEntityType(typeof(Workspace))!;

    /// <summary>Asks for the state of a workspace.</summary>
    public SchemaQuery StatusOf(Guid id)
        => new($"SELECT {Column(nameof(Workspace.Status))} FROM {Table(Workspaces)} WHERE {IsRow(id)}", Table(Workspaces));

    /// <summary>Asks for id, schema and version of the provisioned workspaces whose fingerprint is none of some.</summary>
    /// <param name="only">The one workspace to ask for; null for all.</param>
    /// <param name="reached">The fingerprints that need nothing.</param>
    public string SelectBehind(Guid? only, IReadOnlyList<string> reached)
    {
        var one = only is { } id ? $" AND {IsRow(id)}" : "";
        return $"""
                SELECT {Column(nameof(Workspace.Id))}, {Column(nameof(Workspace.DbSchemaName))}, {Column(nameof(Workspace.SchemaVersion))}
                FROM {Table(Workspaces)}
                WHERE {Column(nameof(Workspace.DbSchemaName))} IS NOT NULL
                AND {Column(nameof(Workspace.Status))} <> {Literal(nameof(Workspace.Status), WorkspaceStatus.Deleting)}{one}
                AND {IsBehind(reached)}
                ORDER BY {Column(nameof(Workspace.Slug))}
                """;
    }

    /// <summary>Inserts a new row.</summary>
    /// <param name="workspace">The row.</param>
    /// <param name="values">Values by property that take the place of the row's own.</param>
    public SchemaStatement Insert(Workspace workspace, IReadOnlyDictionary<string, object?> values)
    {
        using var context = contexts.CreateMaster();
        var entry = context.Entry(workspace);
        entry.CurrentValues.SetValues(values.ToDictionary());
        var (columns, literals) = Lists(entry.Metadata, LiteralsOf(entry));
        return new SchemaStatement($"INSERT INTO {Table(entry.Metadata)} ({columns}) VALUES ({literals})", isGenerated: true);
    }

    /// <summary>Changes a workspace's row as <see cref="VersionStamp"/> does when it is saved, and adds its audit entry.</summary>
    public IReadOnlyList<SchemaStatement> Change(WorkspaceChange change)
    {
        var now = clock.UtcNowInMicroseconds();
        var where = IsRow(change.Id);
        var isChanged = "";
        if (change.OnlyFrom.Count > 0)
        {
            var status = Column(nameof(Workspace.Status));
            var states = change.OnlyFrom.Select(s => Literal(nameof(Workspace.Status), s));
            where += $" AND {status} IN ({string.Join(", ", states)})";
            isChanged = $"{status} = {Literal(nameof(Workspace.Status), change.Values[nameof(Workspace.Status)])}";
        }

        var statements = new List<SchemaStatement> { Update(change.Values, Literal(nameof(Workspace.UpdatedUtc), now), where) };
        if (change.Audit is { } audit)
        {
            // What was not changed, because it was in another state by then, is not told either.
            statements.Add(isChanged.Length == 0
                ? Audit(audit, now, "VALUES ({0})")
                : Audit(audit, now, $"SELECT {{0}} FROM {Table(Workspaces)} WHERE {IsRow(change.Id)} AND {isChanged}"));
        }

        return statements;
    }

    /// <summary>Adds an audit entry.</summary>
    public SchemaStatement Audit(NewAuditEntry audit) => Audit(audit, clock.UtcNowInMicroseconds(), "VALUES ({0})");

    /// <summary>
    /// The same for a script: what only its run knows comes from <paramref name="terms"/>, and a row that has a fingerprint of
    /// <paramref name="reached"/> is left alone. The audit entry comes first, because it holds the version that the row had.
    /// </summary>
    public IReadOnlyList<string> ChangeInScript(WorkspaceChange change, ScriptTerms terms, IReadOnlyList<string> reached)
    {
        var where = $"{Column(nameof(Workspace.Id))} = {terms.Id} AND {IsBehind(reached)}";
        var (table, values) = AuditOf(change.Audit!, clock.UtcNowInMicroseconds());
        values[nameof(AuditEntry.Id)] = terms.NewId;
        values[nameof(AuditEntry.WorkspaceId)] = terms.Id;
        values[nameof(AuditEntry.EntityId)] = terms.IdText;
        values[nameof(AuditEntry.Details)] = terms.Details;
        values[nameof(AuditEntry.OccurredUtc)] = terms.Now;
        var (columns, expressions) = Lists(table, values);
        return
        [
            $"INSERT INTO {Table(table)} ({columns}) SELECT {expressions} FROM {Table(Workspaces)} WHERE {where}",
            Update(change.Values, terms.Now, where).Text,
        ];
    }

    private SchemaStatement Update(IReadOnlyDictionary<string, object?> values, string now, string where)
    {
        var version = Column(nameof(Workspace.Version));
        var assignments = values.ToDictionary(v => v.Key, v => Literal(v.Key, v.Value));
        assignments.TryAdd(nameof(Workspace.UpdatedUtc), now);
        var list = assignments.Select(a => $"{Column(a.Key)} = {a.Value}").Append($"{version} = {version} + 1");
        return new SchemaStatement($"UPDATE {Table(Workspaces)} SET {string.Join(", ", list)} WHERE {where}", isGenerated: true);
    }

    /// <param name="audit">The entry.</param>
    /// <param name="now">Its time.</param>
    /// <param name="source">Where its values stand, in the place of <c>{0}</c>.</param>
    private SchemaStatement Audit(NewAuditEntry audit, DateTime now, string source)
    {
        var (table, values) = AuditOf(audit, now);
        var (columns, literals) = Lists(table, values);
        return new SchemaStatement(
            $"INSERT INTO {Table(table)} ({columns}) {source.Replace("{0}", literals, StringComparison.Ordinal)}", isGenerated: true);
    }

    /// <summary>An audit entry's values as literals, its key made by EF.</summary>
    private (IEntityType Table, Dictionary<string, string> Values) AuditOf(NewAuditEntry audit, DateTime now)
    {
        using var context = contexts.CreateMaster();
        var entry = context.Add(audit.At(now));
        return (entry.Metadata, LiteralsOf(entry));
    }

    private static Dictionary<string, string> LiteralsOf(EntityEntry entry)
        => entry.Properties.ToDictionary(p => p.Metadata.Name, p => Literal(p.Metadata, p.CurrentValue));

    private (string Columns, string Values) Lists(IEntityType entity, Dictionary<string, string> values)
        => (string.Join(", ", values.Keys.Select(name => Column(entity.FindProperty(name)!))), string.Join(", ", values.Values));

    private string IsBehind(IReadOnlyList<string> reached)
    {
        var fingerprint = Column(nameof(Workspace.SchemaFingerprint));
        var literals = reached.Distinct().Select(f => Literal(nameof(Workspace.SchemaFingerprint), f));
        return $"({fingerprint} IS NULL OR {fingerprint} NOT IN ({string.Join(", ", literals)}))";
    }

    private string IsRow(Guid id) => $"{Column(nameof(Workspace.Id))} = {Literal(nameof(Workspace.Id), id)}";

    private string Literal(string property, object? value) => Literal(Workspaces.FindProperty(property)!, value);

    private string Column(string property) => Column(Workspaces.FindProperty(property)!);

    private string Column(IReadOnlyProperty property) => _engine.Value.Helper.DelimitIdentifier(property.GetColumnName());

    private string Table(IEntityType entity) => _engine.Value.Helper.DelimitIdentifier(entity.GetTableName()!, options.MasterSchema);

    private static string Literal(IProperty property, object? value) => property.GetRelationalTypeMapping().GenerateSqlLiteral(value);
}
