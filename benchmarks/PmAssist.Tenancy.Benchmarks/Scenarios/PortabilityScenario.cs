using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// A workspace of ten tables exported, imported or cloned: against <c>COPY … TO STDOUT</c> into the same compressor,
/// <c>COPY … FROM STDIN</c> into the same tables, and <c>INSERT … SELECT</c>, whose schemas are there already. An operation is a workspace.
/// The rivals are on PostgreSQL alone: <c>raw</c> copies texts, as <c>COPY</c> does unless told otherwise, <see cref="Binary"/> what the
/// server has in memory, which only PostgreSQL reads.
/// </summary>
internal sealed class PortabilityScenario(string verb, int rows) : Scenario
{
    /// <summary>The rival that copies the server's own form.</summary>
    public const string Binary = "binary";

    private const int WarmUpRows = 300;

    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        var host = await OurHost<RecordsDbContext>.StartAsync(setting);
        var needsTarget = side != Ours && verb != "export";
        var warmUp = await MakeAsync(side, host, WarmUpRows, needsTarget);
        await Side.ForEach([warmUp], source => RunAsync(side, host, setting, source)).RunAsync(1);
        var sources = new List<Source>();
        for (var workspace = 0; workspace < setting.Workspaces; workspace++)
        {
            sources.Add(await MakeAsync(side, host, rows, needsTarget));
        }

        return Side.ForEach(sources, source => RunAsync(side, host, setting, source), host);
    }

    private Task RunAsync(string side, OurHost host, Setting setting, Source source)
        => side == Ours ? RunOursAsync(host, source)
            : setting.Engine is PostgreSqlEngine ? RunRawAsync(side, setting, source)
            : throw new InvalidOperationException("The rival of this scenario is on PostgreSQL.");

    private async Task RunOursAsync(OurHost host, Source source)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var portability = scope.ServiceProvider.GetRequiredService<IWorkspacePortability>();
        if (verb == "export")
        {
            await portability.ExportAsync(source.Id, Stream.Null);
        }
        else if (verb == "import")
        {
            await portability.ImportAsync(new MemoryStream(source.File), new ImportOptions { OwnerId = "ada" });
        }
        else
        {
            await portability.CloneAsync(source.Id, new NewWorkspace("Clone", "ada"));
        }
    }

    private async Task RunRawAsync(string side, Setting setting, Source source)
    {
        await using var connection = (NpgsqlConnection)setting.Engine.Connect(setting.Database);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var table in RecordsDbContext.Tables)
        {
            if (verb == "export")
            {
                await using var from = await OutAsync(side, connection, $"{source.Schema}.{table}");
                await using var into = new DeflateStream(Stream.Null, CompressionLevel.Fastest);
                await from.CopyToAsync(into);
            }
            else if (verb == "import")
            {
                await InAsync(side, connection, $"{source.Target}.{table}", source.Raw[table]);
            }
            else
            {
                await using var insert = connection.CreateCommand();
                insert.CommandText = $"INSERT INTO {source.Target}.{table} SELECT * FROM {source.Schema}.{table}";
                insert.CommandTimeout = 0;
                await insert.ExecuteNonQueryAsync();
            }
        }

        await transaction.CommitAsync();
    }

    /// <summary>What the server sends, past the driver's reader, which would make characters of it.</summary>
    private static async Task<Stream> OutAsync(string side, NpgsqlConnection connection, string table)
        => side == Binary
            ? await connection.BeginRawBinaryCopyAsync($"COPY {table} TO STDOUT (FORMAT binary)")
            : ((StreamReader)await connection.BeginTextExportAsync($"COPY {table} TO STDOUT")).BaseStream;

    private static async Task InAsync(string side, NpgsqlConnection connection, string table, byte[] rows)
    {
        if (side == Binary)
        {
            await using var into = await connection.BeginRawBinaryCopyAsync($"COPY {table} FROM STDIN (FORMAT binary)");
            await into.WriteAsync(rows);
        }
        else
        {
            await using var into = (StreamWriter)await connection.BeginTextImportAsync($"COPY {table} FROM STDIN");
            await into.BaseStream.WriteAsync(rows);
        }
    }

    private async Task<Source> MakeAsync(string side, OurHost<RecordsDbContext> host, int count, bool needsTarget)
    {
        var (schema, target) = (WorkspaceSchema.For(Guid.NewGuid()), WorkspaceSchema.For(Guid.NewGuid()));
        await host.CreateAsync(schema);
        if (needsTarget)
        {
            await host.CreateAsync(target);
        }

        await RecordRows.FillAsync(host, schema, count);
        var raw = new Dictionary<string, byte[]>();
        if (verb != "import")
        {
            return new Source(schema, target, [], raw);
        }

        await using var scope = host.Services.CreateAsyncScope();
        using var file = new MemoryStream();
        await scope.ServiceProvider.GetRequiredService<IWorkspacePortability>().ExportAsync(schema.WorkspaceId, file);
        await using var lease = await host.Contexts.RentAsync(schema.WorkspaceId);
        if (needsTarget && lease.Context.Database.GetDbConnection() is NpgsqlConnection connection)
        {
            await connection.OpenAsync();
            foreach (var table in RecordsDbContext.Tables)
            {
                using var bytes = new MemoryStream();
                await using var from = await OutAsync(side, connection, $"{schema}.{table}");
                await from.CopyToAsync(bytes);
                raw.Add(table, bytes.ToArray());
            }
        }

        return new Source(schema, target, file.ToArray(), raw);
    }

    private sealed record Source(WorkspaceSchema Schema, WorkspaceSchema Target, byte[] File, Dictionary<string, byte[]> Raw)
    {
        public Guid Id => Schema.WorkspaceId;
    }
}
