using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace PmAssist.Tenancy.Internal;

/// <summary>The old database, open and described.</summary>
internal sealed class CutoverSource : IAsyncDisposable
{
    private readonly MasterDbContext _context;
    private readonly DbConnection _connection;

    private CutoverSource(
        CutoverDescription description, MasterDbContext context, DbConnection connection, CutoverCommands commands, OldCatalogue catalogue, CutoverMapping mapping)
    {
        Description = description;
        _context = context;
        _connection = connection;
        Commands = commands;
        Catalogue = catalogue;
        Mapping = mapping;
    }

    public CutoverDescription Description { get; }

    public CutoverCommands Commands { get; }

    public OldCatalogue Catalogue { get; }

    public CutoverMapping Mapping { get; }

    /// <summary>What tells one description from another: where they differ, rows that are carried over already may differ too.</summary>
    public string Fingerprint => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Description.ToJson())))[..16];

    public static async Task<CutoverSource> OpenAsync(
        ITenancyContexts contexts, TenancyProvider provider, CutoverDescription description, bool writable, CancellationToken cancellationToken)
    {
        var context = contexts.CreateMasterForSchemaChange();
        DbConnection? connection = null;
        try
        {
            connection = await provider.Cutover.OpenSourceAsync(context, description, writable, cancellationToken).ConfigureAwait(false);
            var commands = new CutoverCommands(connection);
            await commands.PrepareAsync(provider.Cutover, checks: true, cancellationToken).ConfigureAwait(false);
            var catalogue = await OldCatalogue
                .ReadAsync(commands, provider.Cutover, provider.Cutover.SourceSchema(description), cancellationToken).ConfigureAwait(false);
            var workspace = contexts.CreateUnbound();
            await using var _ = workspace.ConfigureAwait(false);
            var mapping = new CutoverMapping(description, catalogue, provider.Cutover, context, workspace);
            return new CutoverSource(description, context, connection, commands, catalogue, mapping);
        }
        catch (Exception exception)
        {
            await CloseAsync(context, connection).ConfigureAwait(false);
            if (exception is DbException && connection is null)
            {
                throw new CutoverException($"The old database cannot be opened: {exception.Message} Check where the description says it is.", exception);
            }

            throw;
        }
    }

    /// <exception cref="CutoverException">The description does not fit.</exception>
    public void ThrowIfProblems()
    {
        if (Mapping.Problems is [var first, ..])
        {
            throw new CutoverException(
                $"The description does not fit the databases in {Mapping.Problems.Count} places, the first being {first.Table}"
                + $"{(first.Column is null ? "" : "." + first.Column)}: {first.Message} PlanAsync lists all. Nothing was changed.");
        }
    }

    public async Task InTransactionAsync(IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        var transaction = await _connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var commands = new CutoverCommands(_connection, transaction);
        foreach (var statement in statements)
        {
            await commands.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync() => await CloseAsync(_context, _connection).ConfigureAwait(false);

    private static async ValueTask CloseAsync(MasterDbContext context, DbConnection? connection)
    {
        if (connection is not null)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        await context.DisposeAsync().ConfigureAwait(false);
    }
}
