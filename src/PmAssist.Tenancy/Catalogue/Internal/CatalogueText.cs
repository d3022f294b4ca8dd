using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Changes of the catalogue as text with literals, so that they travel with a schema's own statements in one round trip. Names
/// and literals come from EF's model and type mappings.
/// </summary>
internal sealed class CatalogueText(MasterDbContext context, string masterSchema)
{
    private readonly ISqlGenerationHelper _helper = context.GetService<ISqlGenerationHelper>();
    private readonly IEntityType _workspace = context.Model.FindEntityType(typeof(Workspace))!;

    /// <summary>Asks for the state of a workspace.</summary>
    public SchemaQuery StatusOf(Guid id)
        => new($"SELECT {Column(Property(nameof(Workspace.Status)))} FROM {Table(_workspace)} WHERE {IsRow(id)}", Table(_workspace));

    /// <summary>Changes a workspace's row as <see cref="VersionStamp"/> does when it is saved; a time of its own is kept.</summary>
    public SchemaStatement Update(WorkspaceChange change, DateTime nowUtc)
    {
        var version = Column(Property(nameof(Workspace.Version)));
        var values = new Dictionary<string, object?>(change.Values);
        values.TryAdd(nameof(Workspace.UpdatedUtc), nowUtc);
        var assignments = values
            .Select(v => $"{Column(Property(v.Key))} = {Literal(Property(v.Key), v.Value)}").Append($"{version} = {version} + 1");
        var text = $"UPDATE {Table(_workspace)} SET {string.Join(", ", assignments)} WHERE {IsRow(change.Id)}";
        if (change.OnlyFrom.Count > 0)
        {
            var status = Property(nameof(Workspace.Status));
            text += $" AND {Column(status)} IN ({string.Join(", ", change.OnlyFrom.Select(s => Literal(status, s)))})";
        }

        return new SchemaStatement(text, IsGenerated: true);
    }

    /// <summary>Inserts a new row.</summary>
    public SchemaStatement Insert(EntityEntry entry)
    {
        var columns = entry.Properties.Select(p => (Name: Column(p.Metadata), Value: Literal(p.Metadata, p.CurrentValue))).ToList();
        var names = string.Join(", ", columns.Select(c => c.Name));
        var values = string.Join(", ", columns.Select(c => c.Value));
        return new SchemaStatement($"INSERT INTO {Table(entry.Metadata)} ({names}) VALUES ({values})", IsGenerated: true);
    }

    private static string Literal(IReadOnlyProperty property, object? value)
        => ((IProperty)property).GetRelationalTypeMapping().GenerateSqlLiteral(value);

    private IProperty Property(string name) => _workspace.FindProperty(name)!;

    private string Column(IReadOnlyProperty property) => _helper.DelimitIdentifier(property.GetColumnName());

    private string Table(IReadOnlyEntityType entity) => _helper.DelimitIdentifier(entity.GetTableName()!, masterSchema);

    private string IsRow(Guid id) => $"{Column(Property(nameof(Workspace.Id)))} = {Literal(Property(nameof(Workspace.Id)), id)}";
}
