using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Portability;
using PmAssist.Tenancy.Sqlite.Tests;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>What the other engine cannot hold is told before anything is made there.</summary>
public sealed class ValueLimitTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    public async Task A_value_that_PostgreSQL_cannot_hold_is_named()
    {
        await AssertRefusedAsync(new Reading { At = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)) }, "At", "without its offset");
        await AssertRefusedAsync(new Reading { Time = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(1) }, "Time", "microsecond");
        await AssertRefusedAsync(new Reading { Exact = 1.23456m }, "Exact", "2 decimal places");
        await AssertRefusedAsync(new Reading { Exact = 123456789.5m }, "Exact", "8 digits before the point");
        await AssertRefusedAsync(new Reading { Text = new string('x', 51) }, "Text", "50 characters");
    }

    [Fact]
    public async Task A_value_that_SQLite_cannot_hold_is_named()
    {
        await using var postgres = await StartAsync(Server.CreateDatabase());
        await using var sqlite = await StartAsync(new SqliteDatabase());
        var file = await ExportAsync(postgres, new Reading { Fraction = double.NaN });

        await AssertRefusedAsync(sqlite, file, "Fraction", "NaN");

        var infinite = await ExportAsync(postgres, new Reading { Fraction = double.PositiveInfinity });
        await sqlite.ImportAsync(infinite, new ImportOptions { OwnerId = "ada" });
    }

    [Fact]
    public async Task Times_are_rounded_where_that_is_asked_for()
    {
        await using var sqlite = await StartAsync(new SqliteDatabase());
        var at = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)).AddTicks(19);
        var time = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(25);
        var file = await ExportAsync(sqlite, new Reading { At = at, Time = time, Exact = 1.50m, Text = "kept" });
        await using var postgres = await StartAsync(Server.CreateDatabase());
        await AssertRefusedAsync(postgres, file, "At", "Set RoundTimes");

        var workspace = await postgres.ImportAsync(file, new ImportOptions { OwnerId = "ada", RoundTimes = true });

        await using var lease = await postgres.RentAsync<ReadingContext>(workspace);
        var reading = await lease.Context.Set<Reading>().SingleAsync(Token);
        (reading.At, reading.At!.Value.Offset).Should().Be((new DateTimeOffset(2023, 12, 31, 22, 0, 0, TimeSpan.Zero).AddTicks(10), TimeSpan.Zero));
        reading.Time.Should().Be(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(20));
        (reading.Exact, reading.Text).Should().Be((1.50m, "kept"));
    }

    private async Task AssertRefusedAsync(Reading reading, string column, string reason)
    {
        await using var sqlite = await StartAsync(new SqliteDatabase());
        await using var postgres = await StartAsync(Server.CreateDatabase());
        await AssertRefusedAsync(postgres, await ExportAsync(sqlite, reading), column, reason);
    }

    private static async Task AssertRefusedAsync(TestHost host, byte[] file, string column, string reason)
    {
        var error = (await FluentActions.Awaiting(() => host.ImportAsync(file, new ImportOptions { OwnerId = "ada" }))
            .Should().ThrowAsync<PortabilityException>()).Which;
        (error.Table, error.Column).Should().Be(("readings", column));
        error.Message.Should().Contain(reason).And.Contain("Row 1 ");
        (await host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(w => w.ListAsync(cancellationToken: Token))).Should().HaveCount(1);
    }

    private static async Task<byte[]> ExportAsync(TestHost host, Reading reading)
    {
        var workspace = await host.CreateWorkspaceAsync();
        await using var lease = await host.RentAsync<ReadingContext>(workspace);
        lease.Context.Add(reading);
        await lease.Context.SaveChangesAsync(Token);
        return await host.ExportAsync(workspace);
    }

    private static async Task<TestHost> StartAsync(ITestDatabase database)
    {
        var host = TestHost.Create<ReadingContext>(database, configure: null);
        await using (var unbound = host.Services.GetRequiredService<IDbContextFactory<ReadingContext>>().CreateDbContext())
        {
            ReadingMigration.Use(unbound);
        }

        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        await host.CreateWorkspaceAsync();
        return host;
    }

    private sealed class Reading
    {
        public int Id { get; set; }

        public string? Text { get; set; }

        public DateTimeOffset? At { get; set; }

        public DateTime? Time { get; set; }

        public decimal? Exact { get; set; }

        public double? Fraction { get; set; }
    }

    private sealed class ReadingContext(DbContextOptions<ReadingContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Reading>(reading =>
            {
                reading.ToTable("readings");
                reading.Property(r => r.Text).HasMaxLength(50);
                reading.Property(r => r.Exact).HasPrecision(10, 2);
            });
    }

    /// <summary>What dotnet ef would write for the engine whose host is started last.</summary>
    [DbContext(typeof(ReadingContext))]
    [Migration("20260101000000_Readings")]
    private sealed class ReadingMigration : Migration
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
