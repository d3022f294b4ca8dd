using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Portability;
using PmAssist.Tenancy.Sqlite.Tests;
using Xunit.Sdk;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Workspaces of random models with random rows go from SQLite to PostgreSQL and back with no value changed.</summary>
public sealed class RandomModelTests(PostgreSqlServer server) : Specification(server)
{
    private const int Models = 500;

    [Fact]
    [Trait("Category", "Long")]
    public async Task No_value_of_any_model_changes_on_the_way_to_PostgreSQL_and_back()
    {
        await using var sqlite = await TestHost.StartAsync(new SqliteDatabase());
        var name = $"random_{Guid.NewGuid():N}";
        await new PostgreSqlDatabase((PostgreSqlServer)Server).ExecuteAsync($"CREATE DATABASE {name}");
        var there = new NpgsqlConnectionStringBuilder(((PostgreSqlServer)Server).ConnectionString) { Database = name }.ConnectionString;
        try
        {
            await using var postgres = await TestHost.StartAsync(new PostgreSqlDatabase(there, isTemporary: true));
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Models),
                new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = Token },
                async (number, _) => await TryAsync(sqlite, postgres, number));
        }
        finally
        {
            await new PostgreSqlDatabase((PostgreSqlServer)Server).ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
        }
    }

    private static async Task TryAsync(TestHost sqlite, TestHost postgres, int number)
    {
        var random = new Random(unchecked((Randomizer.Seed * Models) + number));
        var model = new RandomModel(random);
        var context = RandomContext.For(model);
        try
        {
            var go = typeof(RandomModelTests).GetMethod(nameof(GoAsync), BindingFlags.NonPublic | BindingFlags.Static)!;
            await (Task)go.MakeGenericMethod(context).Invoke(
                null, [sqlite.Database, postgres.Database, model, new RandomRows(model, random), number])!;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new InvalidOperationException($"Model {number}; --seed {Randomizer.Seed} makes it again.\n{model}", exception);
        }
        finally
        {
            RandomContext.Forget(context);
        }
    }

    private static async Task GoAsync<TContext>(
        ITestDatabase sqliteDatabase, ITestDatabase postgresDatabase, RandomModel model, RandomRows rows, int number)
        where TContext : RandomContext
    {
        await using var sqlite = Start<TContext>(sqliteDatabase);
        await using var postgres = Start<TContext>(postgresDatabase);
        var first = await sqlite.CreateWorkspaceAsync();
        await FillAsync<TContext>(sqlite, first, model, rows);

        var file = await sqlite.ExportAsync(first);
        var second = await postgres.ImportAsync(file, new ImportOptions { OwnerId = "ada" });
        var there = await postgres.ExportAsync(second);
        var third = await sqlite.ImportAsync(there, new ImportOptions { OwnerId = "ada" });
        var back = await sqlite.ExportAsync(third);

        var sums = await SumsAsync(sqlite, file);
        sums.Should().HaveCount(model.Tables.Count);
        (await SumsAsync(postgres, there)).Should().Equal(sums);
        (await SumsAsync(sqlite, back)).Should().Equal(sums);
        (await ReadAsync<TContext>(sqlite, third, model)).Should().Equal(await ReadAsync<TContext>(sqlite, first, model));
        await ((number % 10) switch
        {
            0 => RestoreAsync(postgres, second, file),
            1 => RestoreAsync(sqlite, third, there),
            2 => CloneAsync(postgres, second, file),
            3 => CloneAsync(sqlite, third, there),
            _ => Task.CompletedTask,
        });
    }

    private static TestHost Start<TContext>(ITestDatabase database)
        where TContext : RandomContext
    {
        var host = TestHost.Create<TContext>(database, configure: null, ownsDatabase: false, minimumLogLevel: LogLevel.Warning);
        host.UseModel<TContext>();
        return host;
    }

    private static async Task RestoreAsync(TestHost host, Workspace workspace, byte[] file)
    {
        await host.PortAsync(
            p => p.RestoreAsync(workspace.Id, new MemoryStream(file), new RestoreOptions { DiscardPrevious = true }, Token));
        await AssertEqualAsync(host, workspace, file);
    }

    private static async Task CloneAsync(TestHost host, Workspace workspace, byte[] file)
    {
        var request = new NewWorkspace("Clone", "ada");
        var clone = await host.PortAsync(p => p.CloneAsync(workspace.Id, request, cancellationToken: Token));
        await AssertEqualAsync(host, clone, file);
    }

    private static async Task AssertEqualAsync(TestHost host, Workspace workspace, byte[] file)
        => (await host.PortAsync(p => p.CompareAsync(workspace.Id, new MemoryStream(file), cancellationToken: Token)))
            .Should().OnlyContain(t => t.IsEqual);

    private static async Task FillAsync<TContext>(TestHost host, Workspace workspace, RandomModel model, RandomRows rows)
        where TContext : RandomContext
    {
        await using var lease = await host.RentAsync<TContext>(workspace);
        await using var transaction = await lease.Context.Database.BeginTransactionAsync(Token);
        await lease.Context.Database.ExecuteSqlRawAsync("PRAGMA defer_foreign_keys = ON", Token);
        foreach (var table in model.Tables)
        {
            var type = lease.Context.Model.FindEntityType(table.Entity)!;
            foreach (var row in rows.Of(table))
            {
                await using var command = Command(
                    lease.Context,
                    $"INSERT INTO {Quoted(table.Name)} ({string.Join(", ", table.Columns.Select(c => Quoted(c.Name)))}) "
                    + $"VALUES ({string.Join(", ", table.Columns.Select(c => $"@{c.Property}"))})");
                foreach (var column in table.Columns)
                {
                    command.Parameters.Add(type.FindProperty(column.Property)!.GetRelationalTypeMapping()
                        .CreateParameter(command, $"@{column.Property}", row[column], column.IsNullable));
                }

                await command.ExecuteNonQueryAsync(Token);
            }
        }

        await transaction.CommitAsync(Token);
    }

    /// <summary>All rows of a file, as the driver gives them.</summary>
    private static async Task<IReadOnlyList<string>> ReadAsync<TContext>(TestHost host, Workspace workspace, RandomModel model)
        where TContext : RandomContext
    {
        await using var lease = await host.RentAsync<TContext>(workspace);
        await lease.Context.Database.OpenConnectionAsync(Token);
        var lines = new List<string>();
        foreach (var table in model.Tables)
        {
            await using var command = Command(
                lease.Context, $"SELECT {string.Join(", ", table.Columns.Select(c => Quoted(c.Name)))} FROM {Quoted(table.Name)}");
            await using var reader = await command.ExecuteReaderAsync(Token);
            while (await reader.ReadAsync(Token))
            {
                lines.Add($"{table.Name}: {string.Join(" | ", table.Columns.Select((c, i) => c.Kind.Describe(reader.GetValue(i))))}");
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static DbCommand Command(DbContext context, string text)
    {
        var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = text;
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<IReadOnlyDictionary<string, string>> SumsAsync(TestHost host, byte[] file)
        => (await host.ReadAsync(file)).Tables.ToDictionary(t => t.Name, t => $"{t.Part.Rows} {t.Checksum}");
}
