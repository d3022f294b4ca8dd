using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace PmAssist.Tenancy.Internal;

/// <summary>The statement that gives a spare to its owner, for as many claims as add rows of the same tables.</summary>
internal sealed class ClaimStatement
{
    /// <summary>What a claim may change of the row.</summary>
    private static readonly HashSet<string> Changed = new(StringComparer.Ordinal)
    {
        nameof(Workspace.Name), nameof(Workspace.Slug), nameof(Workspace.RequestId), nameof(Workspace.Status), nameof(Workspace.LastError),
        nameof(Workspace.CreatedUtc), nameof(Workspace.UpdatedUtc), nameof(Workspace.Version),
    };

    private readonly IProperty[] _set;
    private readonly IProperty[] _where;
    private readonly IEntityType[] _added;

    /// <param name="workspace">The workspaces' table.</param>
    /// <param name="added">Rows like those that a claim adds.</param>
    /// <param name="builder">An empty command.</param>
    /// <param name="sql">The engine's names.</param>
    /// <param name="updateThenInsert">See <see cref="TenancyProvider.UpdateThenInsert"/>.</param>
    public ClaimStatement(
        IEntityType workspace,
        IEnumerable<IUpdateEntry> added,
        IRelationalCommandBuilder builder,
        ISqlGenerationHelper sql,
        Func<string, IReadOnlyList<string>, string> updateThenInsert)
    {
        _set = [.. workspace.GetProperties().Where(p => Changed.Contains(p.Name))];
        _where = [.. workspace.GetProperties().Where(p => p.IsPrimaryKey() || p.IsConcurrencyToken)];
        _added = [.. added.Select(e => e.EntityType)];

        var count = 0;
        var table = Table(workspace);
        var set = _set.Select(p => (Property: p, Parameter: Parameter(p))).ToList();
        var where = _where.Select(p => $"{Column(p)} = {Parameter(p)}").ToList();
        var slug = set.Single(s => s.Property.Name == nameof(Workspace.Slug));
        var other = sql.DelimitIdentifier("other");
        var update = $"""
            UPDATE {table} SET {string.Join(", ", set.Select(s => $"{Column(s.Property)} = {s.Parameter}"))}
            WHERE {string.Join(" AND ", where)}
            AND NOT EXISTS (SELECT 1 FROM {table} AS {other} WHERE {other}.{Column(slug.Property)} = {slug.Parameter})
            """;
        builder.Append(updateThenInsert(update, [.. _added.Select(Insert)]));
        Command = builder.Build();

        string Insert(IEntityType type)
            => $"INSERT INTO {Table(type)} ({string.Join(", ", type.GetProperties().Select(Column))}) "
                + $"SELECT {string.Join(", ", type.GetProperties().Select(Parameter))}";

        string Parameter(IProperty property)
        {
            var name = NameOf(count++);
            builder.AddParameter(name, sql.GenerateParameterName(name), property.GetRelationalTypeMapping(), property.IsNullable);
            return sql.GenerateParameterNamePlaceholder(name);
        }

        string Table(IEntityType type) => sql.DelimitIdentifier(type.GetTableName()!, type.GetSchema());

        string Column(IProperty property) => sql.DelimitIdentifier(property.GetColumnName());
    }

    public IRelationalCommand Command { get; }

    /// <summary>Whether an entry is a spare that gets an owner.</summary>
    public static bool IsClaimed(IUpdateEntry entry)
        => entry.EntityType.ClrType == typeof(Workspace)
            && entry.EntityType.FindProperty(nameof(Workspace.Status)) is { } status
            && entry.GetOriginalValue<WorkspaceStatus>(status) == WorkspaceStatus.Spare
            && entry.GetCurrentValue<WorkspaceStatus>(status) != WorkspaceStatus.Spare
            && entry.EntityType.GetProperties().All(p => Changed.Contains(p.Name) || !entry.IsModified(p));

    /// <summary>Whether it adds such rows, in this order.</summary>
    public bool Adds(IReadOnlyList<IUpdateEntry> added) => _added.SequenceEqual(added.Select(e => e.EntityType));

    public Dictionary<string, object?> ValuesOf(IUpdateEntry spare, IReadOnlyList<IUpdateEntry> added)
    {
        var values = new Dictionary<string, object?>();
        foreach (var property in _set)
        {
            values.Add(NameOf(values.Count), spare.GetCurrentValue(property));
        }

        foreach (var property in _where)
        {
            values.Add(NameOf(values.Count), spare.GetOriginalValue(property));
        }

        foreach (var entry in added)
        {
            foreach (var property in entry.EntityType.GetProperties())
            {
                values.Add(NameOf(values.Count), entry.GetCurrentValue(property));
            }
        }

        return values;
    }

    private static string NameOf(int parameter) => $"p{parameter}";
}
