using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
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
        await AssertRefusedAsync(
            new Reading { At = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)) }, "At", "without its offset");
        var time = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(1);
        await AssertRefusedAsync(new Reading { Time = time }, "Time", "microsecond");
        await AssertRefusedAsync(new Reading { Exact = 1.23456m }, "Exact", "2 decimal places");
        await AssertRefusedAsync(new Reading { Exact = 123456789.5m }, "Exact", "8 digits before the point");
        await AssertRefusedAsync(new Reading { Text = new string('x', 51) }, "Text", "50 characters");
        await AssertRefusedAsync(new Reading { Texts = ["plain", "a\0b"] }, "Texts", "U+0000");
        await AssertRefusedAsync(new Reading { Times = [time] }, "Times", "microsecond");
    }

    [Fact]
    public async Task A_value_that_SQLite_cannot_hold_is_named()
    {
        await using var postgres = await TestHost.StartWithModelAsync<ReadingContext>(Server.CreateDatabase());
        await using var sqlite = await TestHost.StartWithModelAsync<ReadingContext>(new SqliteDatabase());
        var file = await ExportAsync(postgres, new Reading { Fraction = double.NaN });

        await AssertRefusedAsync(sqlite, file, "Fraction", "NaN");

        var listed = await ExportAsync(postgres, new Reading { Fractions = [1, double.NaN] });
        (await FluentActions.Awaiting(() => sqlite.ImportAsync(listed, new ImportOptions { OwnerId = "ada" }))
            .Should().ThrowAsync<PortabilityException>()).Which.Column.Should().Be("Fractions");

        var infinite = await ExportAsync(postgres, new Reading { Fraction = double.PositiveInfinity });
        await sqlite.ImportAsync(infinite, new ImportOptions { OwnerId = "ada" });
    }

    [Fact]
    public async Task Times_are_rounded_where_that_is_asked_for()
    {
        await using var sqlite = await TestHost.StartWithModelAsync<ReadingContext>(new SqliteDatabase());
        var at = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)).AddTicks(19);
        var time = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(25);
        var file = await ExportAsync(sqlite, new Reading { At = at, Time = time, Exact = 1.50m, Text = "kept" });
        await using var postgres = await TestHost.StartWithModelAsync<ReadingContext>(Server.CreateDatabase());
        await AssertRefusedAsync(postgres, file, "At", "Set RoundTimes");

        var workspace = await postgres.ImportAsync(file, new ImportOptions { OwnerId = "ada", RoundTimes = true });

        await using var lease = await postgres.RentAsync<ReadingContext>(workspace);
        var reading = await lease.Context.Set<Reading>().SingleAsync(Token);
        (reading.At, reading.At!.Value.Offset)
            .Should().Be((new DateTimeOffset(2023, 12, 31, 22, 0, 0, TimeSpan.Zero).AddTicks(10), TimeSpan.Zero));
        reading.Time.Should().Be(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(20));
        (reading.Exact, reading.Text).Should().Be((1.50m, "kept"));
    }

    [Fact]
    public async Task Rows_that_a_host_numbers_below_zero_leave_the_numbers_of_the_engine_as_they_are()
    {
        await using var sqlite = await TestHost.StartWithModelAsync<ReadingContext>(new SqliteDatabase());
        var file = await ExportAsync(sqlite, new Reading { Id = -5 });
        await using var postgres = await TestHost.StartWithModelAsync<ReadingContext>(Server.CreateDatabase());

        var workspace = await postgres.ImportAsync(file, new ImportOptions { OwnerId = "ada" });

        await using var lease = await postgres.RentAsync<ReadingContext>(workspace);
        lease.Context.Add(new Reading());
        await lease.Context.SaveChangesAsync(Token);
        (await lease.Context.Set<Reading>().Select(r => r.Id).Order().ToListAsync(Token)).Should().Equal(-5, 1);
    }

    private async Task AssertRefusedAsync(Reading reading, string column, string reason)
    {
        await using var sqlite = await TestHost.StartWithModelAsync<ReadingContext>(new SqliteDatabase());
        await using var postgres = await TestHost.StartWithModelAsync<ReadingContext>(Server.CreateDatabase());
        await AssertRefusedAsync(postgres, await ExportAsync(sqlite, reading), column, reason);
    }

    private static async Task AssertRefusedAsync(TestHost host, byte[] file, string column, string reason)
    {
        var error = (await FluentActions.Awaiting(() => host.ImportAsync(file, new ImportOptions { OwnerId = "ada" }))
            .Should().ThrowAsync<PortabilityException>()).Which;
        (error.Table, error.Column).Should().Be(("readings", column));
        error.Message.Should().Contain(reason).And.Contain("Row 1 ");
        (await host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(w => w.ListAsync(cancellationToken: Token)))
            .Should().BeEmpty();
    }

    private static async Task<byte[]> ExportAsync(TestHost host, Reading reading)
    {
        var workspace = await host.CreateWorkspaceAsync();
        await using var lease = await host.RentAsync<ReadingContext>(workspace);
        lease.Context.Add(reading);
        await lease.Context.SaveChangesAsync(Token);
        return await host.ExportAsync(workspace);
    }

    private sealed class Reading
    {
        public int Id { get; set; }

        public string? Text { get; set; }

        public DateTimeOffset? At { get; set; }

        public DateTime? Time { get; set; }

        public decimal? Exact { get; set; }

        public double? Fraction { get; set; }

        public List<string>? Texts { get; set; }

        public List<DateTime>? Times { get; set; }

        public List<double>? Fractions { get; set; }
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

    [DbContext(typeof(ReadingContext))]
    [Migration("20260101000000_Readings")]
    private sealed class ReadingMigration : ModelMigration;
}
