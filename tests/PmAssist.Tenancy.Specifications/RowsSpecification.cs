using System.Data.Common;
using FluentAssertions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Providers;
using Xunit;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Rows written in bulk are read back as they were.</summary>
public abstract class RowsSpecification(ITestServer server) : Specification(server)
{
    private static readonly string[] Texts =
    [
        "", " ", "  x  ", "'", "''", "\"", "\\", "\\N", "\\.", "\\x00", "a\tb", "a\nb", "a\r\nb", "\b\f\v\u001b", "%_[]", "@p0", "{0}",
        "NULL", "null", "a;b,c|d",
        "Größe İı", "大小", "📦👩‍👩‍👧", "\ufeffx", "\u200b", "e\u0301", "ws_00000000000000000000000000000000", new string('ж', 5000),
    ];

    private static readonly decimal[] Decimals = [0m, 1m, -1m, 0.0001m, -0.0001m, 99999999999999.9999m, -99999999999999.9999m, 12.3400m];

    [Fact]
    public async Task Each_value_of_each_type_is_read_back_as_it_was_written()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var written = Enumerable.Range(0, Texts.Length).Select(RowOf).Append([Texts.Length, .. new object?[9]]).ToList();

        var (count, read) = await InAsync(host, workspace, async session =>
        {
            var columns = await CreateTableAsync(host, session);
            return (await session.WriteRowsAsync(columns, Streamed(written), Token), await ReadAsync(session, columns));
        });

        count.Should().Be(written.Count);
        read.Should().BeEquivalentTo(written, options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task Columns_that_are_left_out_are_null_and_others_may_come_in_any_order()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();

        var read = await InAsync(host, workspace, async session =>
        {
            var columns = await CreateTableAsync(host, session);
            await session.WriteRowsAsync([columns[1], columns[0]], Streamed([["first", 1], [null, 2]]), Token);
            return await ReadAsync(session, columns);
        });

        read.Select(r => (r[0], r[1])).Should().Equal((1, "first"), (2, null));
        read.SelectMany(r => r.Skip(2)).Should().OnlyContain(value => value == null);
    }

    [Fact]
    public async Task A_row_that_the_table_refuses_leaves_nothing_once_the_session_ends()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var before = await host.Database.DescribeAsync(workspace.Schema);

        await FluentActions.Awaiting(() => InAsync(host, workspace, async session =>
        {
            var columns = await CreateTableAsync(host, session);
            return await session.WriteRowsAsync(columns, Streamed([RowOf(0), RowOf(1), RowOf(0)]), Token);
        })).Should().ThrowAsync<DbException>();

        (await host.Database.DescribeAsync(workspace.Schema)).Should().Equal(before);
    }

    [Fact]
    public async Task Columns_of_no_table_or_of_two_are_refused()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var tables = host.Services.GetRequiredService<ISchemaSessions>().WorkspaceModels[0].GetRelationalModel().Tables.Take(2);
        IColumn[][] wrong = [[], [.. tables.Select(t => t.Columns.First())]];

        foreach (var columns in wrong)
        {
            await FluentActions.Awaiting(() => InAsync(host, workspace, session => session.WriteRowsAsync(columns, Streamed([]), Token)))
                .Should().ThrowAsync<ArgumentException>();
        }
    }

    private static object?[] RowOf(int id)
    {
        var time = new DateTime(2024, 2, 29, 23, 59, 59, DateTimeKind.Utc).AddTicks(9999990).AddDays(id);
        return
        [
            id, Texts[id], Decimals[id % Decimals.Length], time, new DateTimeOffset(time), id % 2 == 0,
            new Guid(id, 2, 3, [0, 255, 1, 254, 0, 0, 0, 7]),
            id % 3 == 0 ? [] : new byte[] { 0, 255, 0x5c, 0x0a, (byte)id }, long.MinValue + id, 0.1 + id,
        ];
    }

    private static async IAsyncEnumerable<object?[]> Streamed(IEnumerable<object?[]> rows)
    {
        foreach (var row in rows)
        {
            await Task.Yield();
            yield return row;
        }
    }

    private static Task<T> InAsync<T>(TestHost host, Workspace workspace, Func<SchemaSession, Task<T>> work)
        => host.Services.GetRequiredService<ISchemaSessions>()
            .InWorkspaceAsync(workspace.Schema, new SchemaSessionOptions(), (session, _) => work(session), Token);

    /// <summary>The table in the session's schema, and its columns in the order of <see cref="Everything"/>'s properties.</summary>
    private static async Task<IReadOnlyList<IColumn>> CreateTableAsync(TestHost host, SchemaSession session)
    {
        var options = new DbContextOptionsBuilder<EverythingContext>();
        host.Database.CreateProvider().Configure(options, services: null, isMaster: false);
        await using var context = new EverythingContext(options.Options);
        var model = context.GetService<IDesignTimeModel>().Model;
        var operations = context.GetService<IMigrationsModelDiffer>().GetDifferences(source: null, model.GetRelationalModel());
        var create = operations.OfType<CreateTableOperation>().Single();
        create.Schema = session.Access.Schema;
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate([create], model);
        await session.ExecuteAsync([.. commands.Select(c => new SchemaStatement(c.CommandText, isGenerated: true))], Token);
        var table = context.Model.GetRelationalModel().Tables.Single();
        return [.. typeof(Everything).GetProperties().Select(p => table.Columns.Single(c => c.Name == p.Name))];
    }

    private static async Task<List<object?[]>> ReadAsync(SchemaSession session, IReadOnlyList<IColumn> columns)
    {
        var helper = session.Context.GetService<ISqlGenerationHelper>();
        await using var command = session.CreateCommand(
            $"SELECT {string.Join(", ", columns.Select(c => helper.DelimitIdentifier(c.Name)))} "
            + $"FROM {helper.DelimitIdentifier(columns[0].Table.Name, session.Access.Schema)} ORDER BY "
            + $"{helper.DelimitIdentifier(nameof(Everything.Id))}");
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add([
                reader.GetFieldValue<int>(0), Of<string>(1), Of<decimal>(2),
                Of<DateTime>(3) is DateTime time ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : null,
                Of<DateTimeOffset>(4), Of<bool>(5), Of<Guid>(6), Of<byte[]>(7), Of<long>(8), Of<double>(9)]);
        }

        return rows;

        object? Of<T>(int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetFieldValue<T>(ordinal);
    }

    private sealed class EverythingContext(DbContextOptions<EverythingContext> options) : DbContext(options)
    {
        public DbSet<Everything> Everything => Set<Everything>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Everything>(e =>
            {
                e.Property(x => x.Id).ValueGeneratedNever();
                e.Property(x => x.Decimal).HasPrecision(18, 4);
            });
    }

    private sealed class Everything
    {
        public int Id { get; set; }

        public string? Text { get; set; }

        public decimal? Decimal { get; set; }

        public DateTime? Time { get; set; }

        public DateTimeOffset? WithOffset { get; set; }

        public bool? Truth { get; set; }

        public Guid? Guid { get; set; }

        public byte[]? Binary { get; set; }

        public long? Number { get; set; }

        public double? Fraction { get; set; }
    }
}
