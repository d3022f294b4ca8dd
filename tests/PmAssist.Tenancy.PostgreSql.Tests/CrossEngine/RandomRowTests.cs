using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Portability;
using PmAssist.Tenancy.Sqlite.Tests;
using Xunit.Sdk;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Random rows of every type go from SQLite to PostgreSQL and back with no value changed.</summary>
public sealed class RandomRowTests(PostgreSqlServer server) : Specification(server)
{
    private const int DataSets = 40;
    private const int MostRows = 50;

    [Fact]
    [Trait("Category", "Long")]
    public async Task No_value_changes_on_the_way_to_PostgreSQL_and_back()
    {
        await using var sqlite = await TestHost.StartWithModelAsync<RandomContext>(new SqliteDatabase());
        await using var postgres = await TestHost.StartWithModelAsync<RandomContext>(Server.CreateDatabase());
        var random = new Random(Randomizer.Seed);
        for (var set = 0; set < DataSets; set++)
        {
            var workspace = await sqlite.CreateWorkspaceAsync();
            await using (var lease = await sqlite.RentAsync<RandomContext>(workspace))
            {
                lease.Context.AddRange(Enumerable.Range(0, random.Next(MostRows)).Select(_ => RowOf(random)));
                await lease.Context.SaveChangesAsync(Token);
            }

            var file = await sqlite.ExportAsync(workspace);
            var there = await postgres.ExportAsync(await postgres.ImportAsync(file, new ImportOptions { OwnerId = "ada" }));
            var back = await sqlite.ExportAsync(await sqlite.ImportAsync(there, new ImportOptions { OwnerId = "ada" }));

            var sum = await SumAsync(sqlite, file);
            (await SumAsync(postgres, there)).Should().Be(sum, $"data set {set} is the same on PostgreSQL");
            (await SumAsync(sqlite, back)).Should().Be(sum, $"data set {set} is the same when it is back");
        }
    }

    private static async Task<string> SumAsync(TestHost host, byte[] file)
    {
        var table = (await host.ReadAsync(file)).Tables.Single();
        return $"{table.Part.Rows} {table.Checksum}";
    }

    private static RandomRow RowOf(Random random)
    {
        var row = new RandomRow();
        foreach (var property in typeof(RandomRow).GetProperties().Where(p => p.Name != nameof(RandomRow.Id) && random.Next(4) > 0))
        {
            property.SetValue(row, RandomValues.Of(random, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
        }

        return row;
    }

    private sealed class RandomRow
    {
        public int Id { get; set; }

        public string? Text { get; set; }

        public bool? Truth { get; set; }

        public short? Small { get; set; }

        public int? Medium { get; set; }

        public long? Large { get; set; }

        public uint? Unsigned { get; set; }

        public decimal? Exact { get; set; }

        public float? Fraction { get; set; }

        public double? Double { get; set; }

        public Guid? Guid { get; set; }

        public DateOnly? Date { get; set; }

        public TimeOnly? Clock { get; set; }

        public TimeSpan? Duration { get; set; }

        public DateTime? Time { get; set; }

        public DateTimeOffset? WithOffset { get; set; }

        public byte[]? Binary { get; set; }

        public List<long>? Numbers { get; set; }

        public string[]? Texts { get; set; }
    }

    private sealed class RandomContext(DbContextOptions<RandomContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<RandomRow>().ToTable("rows");
    }

    [DbContext(typeof(RandomContext))]
    [Migration("20260101000000_Rows")]
    private sealed class RandomMigration : ModelMigration;
}
