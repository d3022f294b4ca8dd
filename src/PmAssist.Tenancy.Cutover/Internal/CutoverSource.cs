using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The source database, open and described.</summary>
internal sealed class CutoverSource : IAsyncDisposable
{
    private readonly ISchemaSessions _sessions;
    private readonly CutoverDialect _dialect;
    private readonly MasterDbContext _context;
    private readonly DbConnection _connection;
    private readonly bool _ignoresCase;
    private readonly SemaphoreSlim _oneAtATime = new(1);

    public CutoverSource(
        ISchemaSessions sessions,
        CutoverDialect dialect,
        CutoverDescription description,
        MasterDbContext context,
        DbConnection connection,
        CutoverCommands commands,
        SourceCatalogue catalogue,
        CutoverMapping mapping,
        CutoverMapping optimistic,
        CutoverMapping newSide,
        bool ignoresCase)
    {
        _sessions = sessions;
        _dialect = dialect;
        NewSide = newSide;
        _ignoresCase = ignoresCase;
        Description = description;
        _context = context;
        _connection = connection;
        Commands = commands;
        Catalogue = catalogue;
        Mapping = mapping;
        Optimistic = optimistic;
    }

    public CutoverDescription Description { get; }

    public CutoverCommands Commands { get; }

    public SourceCatalogue Catalogue { get; }

    /// <summary>What goes where, as SQL of the source database's connection.</summary>
    public CutoverMapping Mapping { get; }

    /// <summary>The same, cheaper where no value is bad. Where one is, its SQL fails or finds too many.</summary>
    public CutoverMapping Optimistic { get; }

    /// <summary>
    /// The same as SQL of the new side's connections: where the source database lies elsewhere, it reads what <see cref="StageAsync"/>
    /// brought there.
    /// </summary>
    public CutoverMapping NewSide { get; }

    /// <summary>What tells one description from another: where they differ, rows that are carried over already may differ too.</summary>
    public string Fingerprint => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Description.ToJson())))[..16];

    /// <exception cref="CutoverException">The description does not fit.</exception>
    public void ThrowIfProblems() => ThrowIf(Mapping.Problems);

    /// <exception cref="CutoverException">There are any.</exception>
    public static void ThrowIf(IReadOnlyList<CutoverProblem> problems)
    {
        if (problems is [var first, ..])
        {
            var place = first.Column is null ? first.Table : $"{first.Table}.{first.Column}";
            throw new CutoverException(
                $"The description does not fit the databases in {problems.Count} places, the first being {place}: {first.Message} "
                + "PlanAsync lists all. Nothing was changed.");
        }
    }

    /// <summary>
    /// What two keys of a workspace have in common that the engine considers equal; <see cref="SqlText.NoKey"/> for null.
    /// </summary>
    public string KeyOf(object? key)
        => key is null ? SqlText.NoKey : _dialect.KeyOf(Convert.ToString(key, CultureInfo.InvariantCulture)!, _ignoresCase);

    /// <summary>Runs a query from one of several threads; the connection runs one at a time.</summary>
    public async Task<T> AloneAsync<T>(Func<CutoverCommands, Task<T>> query, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await query(Commands).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Brings tables' rows to a session's connection, if the source database lies elsewhere.</summary>
    /// <param name="session">The session.</param>
    /// <param name="tables">The tables, by <see cref="Mapping"/>.</param>
    /// <param name="workspace">The workspace, as SQL of the source key; null for all rows.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    public async Task StageAsync(
        SchemaSession session, IEnumerable<TableMapping> tables, string? workspace, CancellationToken cancellationToken)
    {
        if (NewSide == Mapping)
        {
            return;
        }

        var context = _sessions.CreateMasterContext();
        await using var contextDisposal = context.ConfigureAwait(false);
        var connection = await _dialect.OpenSourceAsync(context, Description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var connectionDisposal = connection.ConfigureAwait(false);
        await new CutoverCommands(connection).PrepareAsync(_dialect, Mapping.UsesChecks, cancellationToken).ConfigureAwait(false);
        foreach (var table in tables)
        {
            var stage = new CutoverStage(
                connection,
                table.Queries.SelectSource(table.Workspace is null ? null : workspace),
                session.Connection,
                session.Transaction,
                NewSide.Tables.Single(t => t.Target.Name == table.Target.Name).Source,
                table.StagedColumns);
            await _dialect.StageAsync(stage, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task InTransactionAsync(IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        var transaction = await _connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var disposal = transaction.ConfigureAwait(false);
        var commands = new CutoverCommands(_connection, transaction);
        foreach (var statement in statements)
        {
            await commands.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _oneAtATime.Dispose();
        await CloseAsync(_context, _connection).ConfigureAwait(false);
    }

    public static async ValueTask CloseAsync(MasterDbContext context, DbConnection? connection)
    {
        if (connection is not null)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        await context.DisposeAsync().ConfigureAwait(false);
    }
}
