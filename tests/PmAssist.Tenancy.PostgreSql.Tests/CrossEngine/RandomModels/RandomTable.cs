using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A table of a random model, mapped to a bag of properties.</summary>
internal sealed class RandomTable(string entity, string name)
{
    public string Entity => entity;

    public string Name => name;

    public List<RandomColumn> Columns { get; } = [];

    /// <summary>The primary key; none if rows are known by nothing.</summary>
    public List<RandomColumn> Key { get; } = [];

    /// <summary>Another key; none if there is no other.</summary>
    public List<RandomColumn> AlternateKey { get; } = [];

    /// <summary>Whether the engine numbers the rows.</summary>
    public bool IsNumbered { get; init; }

    /// <summary>Which of PostgreSQL's ways to number them.</summary>
    public int Numbering { get; init; }

    public List<RandomReference> References { get; } = [];

    public List<(IReadOnlyList<RandomColumn> Columns, bool IsUnique)> Indexes { get; } = [];

    /// <summary>The name of a column that the engine computes of the first; null for none.</summary>
    public string? Computed { get; set; }

    public void Build(ModelBuilder model, bool isPostgreSql)
        => model.SharedTypeEntity<Dictionary<string, object>>(Entity, entity =>
        {
            entity.ToTable(Name);
            Columns.ForEach(column => Build(entity, column, isPostgreSql));
            if (Computed is not null)
            {
                entity.IndexerProperty<bool>(nameof(Computed)).HasColumnName(Computed)
                    .HasComputedColumnSql($"(\"{Columns[0].Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" IS NULL)", stored: true);
            }

            if (Key.Count == 0)
            {
                entity.HasNoKey();
            }
            else
            {
                entity.HasKey(PropertiesOf(Key));
            }

            if (AlternateKey.Count > 0)
            {
                entity.HasAlternateKey(PropertiesOf(AlternateKey));
            }

            Indexes.ForEach(index => entity.HasIndex(PropertiesOf(index.Columns)).IsUnique(index.IsUnique));
        });

    /// <summary>When all tables are there.</summary>
    public void BuildReferences(ModelBuilder model)
        => model.SharedTypeEntity<Dictionary<string, object>>(Entity, entity => References.ForEach(reference =>
            entity.HasOne(reference.Principal.Entity, navigationName: null).WithMany()
                .HasForeignKey(PropertiesOf(reference.Columns))
                .HasPrincipalKey(PropertiesOf(reference.Target))
                .OnDelete(reference.OnDelete)));

    public override string ToString()
        => $"{Name} [{string.Join("; ", Columns)}] key ({string.Join(", ", Key.Select(c => c.Name))}){(IsNumbered ? " numbered" : "")} "
            + string.Join("; ", References);

    private void Build(EntityTypeBuilder<Dictionary<string, object>> entity, RandomColumn column, bool isPostgreSql)
    {
        PropertyBuilder property = column.Kind.IsJson
            ? entity.IndexerProperty<string>(column.Property)
            : entity.IndexerProperty(column.ClrType, column.Property);
        property.HasColumnName(column.Name).IsRequired(!column.IsNullable);
        column.Kind.Configure?.Invoke(property, isPostgreSql);
        if (column.Default is not null)
        {
            property.HasDefaultValue(column.Default);
        }

        if (!IsNumbered || !Key.Contains(column))
        {
            _ = column.Default is null ? property.ValueGeneratedNever() : property;
        }
        else if (isPostgreSql)
        {
            _ = Numbering switch
            {
                0 => property.UseIdentityByDefaultColumn(),
                1 => property.UseIdentityAlwaysColumn(),
                _ => property.UseSerialColumn(),
            };
        }
    }

    private static string[] PropertiesOf(IEnumerable<RandomColumn> columns) => [.. columns.Select(c => c.Property)];
}
