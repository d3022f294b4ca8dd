using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Portability;
using PmAssist.Tenancy.Sqlite.Tests;

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
        await using var sqlite = await StartAsync(new SqliteDatabase());
        await using var postgres = await StartAsync(Server.CreateDatabase());
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"the seed is {seed}");
        var random = new Random(seed);
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
            property.SetValue(row, ValueOf(random, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
        }

        return row;
    }

    private static object ValueOf(Random random, Type type)
        => type == typeof(string) ? TextOf(random)
            : type == typeof(bool) ? random.Next(2) == 0
            : type == typeof(short) ? (short)random.Next(short.MinValue, short.MaxValue + 1)
            : type == typeof(int) ? random.Next(int.MinValue, int.MaxValue)
            : type == typeof(long) ? random.NextInt64(long.MinValue, long.MaxValue)
            : type == typeof(uint) ? (uint)random.NextInt64(uint.MaxValue)
            : type == typeof(decimal)
                ? new decimal(random.Next(), random.Next(), random.Next(1 << 10), random.Next(2) == 0, (byte)random.Next(9))
            : type == typeof(float) ? (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30)))
            : type == typeof(double) ? (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300))
            : type == typeof(Guid) ? new Guid(BytesOf(random, 16))
            : type == typeof(DateOnly) ? DateOnly.FromDayNumber(random.Next(1, DateOnly.MaxValue.DayNumber))
            : type == typeof(TimeOnly) ? new TimeOnly(random.NextInt64(TimeSpan.TicksPerDay / 10) * 10)
            : type == typeof(TimeSpan) ? new TimeSpan(random.NextInt64(TimeSpan.TicksPerDay / 10) * 10)
            : type == typeof(DateTime) ? TimeOf(random)
            : type == typeof(DateTimeOffset) ? new DateTimeOffset(TimeOf(random))
            : type == typeof(byte[]) ? BytesOf(random, random.Next(40))
            : type == typeof(List<long>) ? Enumerable.Range(0, random.Next(5)).Select(_ => random.NextInt64()).ToList()
            : type == typeof(string[]) ? Enumerable.Range(0, random.Next(5)).Select(_ => TextOf(random)).ToArray()
            : throw new ArgumentException(type.Name);

    /// <summary>To the microsecond, which is what PostgreSQL keeps.</summary>
    private static DateTime TimeOf(Random random)
        => new DateTime(1, 1, 2, 0, 0, 0, DateTimeKind.Utc).AddTicks(random.NextInt64(9000L * 365 * TimeSpan.TicksPerDay / 10) * 10);

    private static byte[] BytesOf(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Any characters but U+0000, also those that JSON escapes.</summary>
    private static string TextOf(Random random)
    {
        var text = new StringBuilder();
        for (var length = random.Next(20); length > 0; length--)
        {
            var most = random.Next(3) switch { 0 => 0x80, 1 => 0xD800, _ => 0x110000 };
            var value = random.Next(1, most);
            text.Append(Rune.IsValid(value) ? new Rune(value).ToString() : "\"");
        }

        return text.ToString();
    }

    private static async Task<TestHost> StartAsync(ITestDatabase database)
    {
        var host = TestHost.Create<RandomContext>(database, configure: null);
        await using (var unbound = host.Services.GetRequiredService<IDbContextFactory<RandomContext>>().CreateDbContext())
        {
            RandomMigration.Use(unbound);
        }

        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        await host.CreateWorkspaceAsync();
        return host;
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

    /// <summary>What dotnet ef would write for the engine whose host is started last.</summary>
    [DbContext(typeof(RandomContext))]
    [Migration("20260101000000_Rows")]
    private sealed class RandomMigration : Migration
    {
        private static Action<MigrationBuilder> s_up = _ => { };

        public static void Use(DbContext context)
        {
            var relational = context.GetService<IDesignTimeModel>().Model.GetRelationalModel();
            var operations = context.GetService<IMigrationsModelDiffer>().GetDifferences(source: null, relational);
            s_up = migration => migration.Operations.AddRange(operations);
        }

        protected override void Up(MigrationBuilder migrationBuilder) => s_up(migrationBuilder);
    }
}
