using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Parity;

/// <summary>EF's side: a schema (on SQLite a file) that EF alone migrates, empty at first and gone afterwards.</summary>
public sealed class PlainParityHost : IAsyncDisposable
{
    private readonly ITestDatabase _database;
    private readonly Action<DbContextOptionsBuilder> _configure;

    private PlainParityHost(ITestDatabase database, Action<DbContextOptionsBuilder> configure)
        => (_database, _configure) = (database, configure);

    public static async Task<PlainParityHost> StartAsync(ITestDatabase database, Action<DbContextOptionsBuilder> configure)
    {
        var host = new PlainParityHost(database, configure);
        await host.DropAsync();
        return host;
    }

    public async Task MigrateAsync<TContext>(string? target = null)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        _database.UsePlain(options, PlainParityContext.Schema);
        _configure(options);
        await using var context = (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
        await context.Database.MigrateAsync(target, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await DropAsync();

    private async Task DropAsync()
    {
        if (await _database.ExistsAsync(PlainParityContext.Schema))
        {
            await _database.LoseAsync(PlainParityContext.Schema);
        }
    }
}
