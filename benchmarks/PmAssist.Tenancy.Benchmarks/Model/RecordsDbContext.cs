using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>A host of ten tables with indexes, each with a foreign key to the one before.</summary>
internal sealed class RecordsDbContext(DbContextOptions<RecordsDbContext> options) : DbContext(options)
{
    /// <summary>Those that others refer to first.</summary>
    public static IReadOnlyList<string> Tables { get; } = [.. Enumerable.Range(0, 10).Select(i => $"records_{i}")];

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        for (var i = 0; i < Tables.Count; i++)
        {
            var (table, principal) = (Tables[i], Tables[Math.Max(0, i - 1)]);
            modelBuilder.SharedTypeEntity<Record>(table, record =>
            {
                record.ToTable(table);
                record.Property(r => r.Id).ValueGeneratedNever();
                record.Property(r => r.Name).HasMaxLength(200);
                record.Property(r => r.Code).HasMaxLength(64);
                record.Property(r => r.Data).IsJson();
                record.Property(r => r.Amount).HasPrecision(18, 2);
                record.HasIndex(r => r.Code).IsUnique();
                record.HasIndex(r => new { r.IsOpen, r.CreatedUtc });
                record.HasOne(principal, navigationName: null).WithMany().HasForeignKey(nameof(Record.ParentId));
            });
        }
    }
}
