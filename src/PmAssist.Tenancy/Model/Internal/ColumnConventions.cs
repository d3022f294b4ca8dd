using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace PmAssist.Tenancy.Internal;

/// <summary>What the library's own tables have in common. A host's tables are not changed.</summary>
internal static class ColumnConventions
{
    private static readonly ValueConverter<DateTime, DateTime> Utc = new(
        value => value.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(value, DateTimeKind.Utc) : value.ToUniversalTime(),
        value => DateTime.SpecifyKind(value, DateTimeKind.Utc));

    /// <summary>Names columns in snake_case, keeps times in UTC, enums by lower-case name, and the version as concurrency token.</summary>
    public static void ApplyColumnConventions<TEntity>(this EntityTypeBuilder<TEntity> entity)
        where TEntity : class
    {
        foreach (var property in entity.Metadata.GetProperties().ToList())
        {
            PropertyBuilder builder = entity.Property(property.ClrType, property.Name);
            builder.HasColumnName(SnakeCase(property.Name));

            if (property.ClrType == typeof(DateTime) || property.ClrType == typeof(DateTime?))
            {
                builder.HasConversion(Utc);
            }

            if (property.Name == nameof(IVersioned.Version))
            {
                builder.IsConcurrencyToken();
            }
        }
    }

    public static string SnakeCase(string name)
        => string.Concat(name.Select((c, i) => (char.IsUpper(c) && i > 0 ? "_" : "") + char.ToLowerInvariant(c)));
}
