using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The old database, open and described.</summary>
internal sealed class CutoverSource : IAsyncDisposable
{
    private readonly ISchemaSessions _sessions;
    private readonly CutoverDialect _dialect;
    private readonly MasterDbContext _context;
    private readonly DbConnection _connection;
    private readonly bool _ignoresCase;
    private readonly SemaphoreSlim _oneAtATime = new(1);

    private CutoverSource(
        ISchemaSessions sessions,
        CutoverDialect dialect,
        CutoverDescription description,
        MasterDbContext context,
        DbConnection connection,
        CutoverCommands commands,
        OldCatalogue catalogue,
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

    public OldCatalogue Catalogue { get; }

    /// <summary>What goes where, as SQL of the old database's connection.</summary>
    public CutoverMapping Mapping { get; }

    /// <summary>The same, cheaper where no value is bad. Where one is, its SQL fails or finds too many.</summary>
    public CutoverMapping Optimistic { get; }

    /// <summary>The same as SQL of the new side's connections: where the old database lies elsewhere, it reads what <see cref="StageAsync"/> brought there.</summary>
    public CutoverMapping NewSide { get; }

    /// <summary>What tells one description from another: where they differ, rows that are carried over already may differ too.</summary>
    public string Fingerprint => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Description.ToJson())))[..16];

    public static async Task<CutoverSource> OpenAsync(
        ISchemaSessions sessions,
        CutoverDialect dialect,
        CutoverDescription description,
        bool writable,
        CancellationToken cancellationToken)
    {
        var context = sessions.CreateMasterContext();
        DbConnection? connection = null;
        try
        {
            connection = await dialect.OpenSourceAsync(context, description, writable, cancellationToken).ConfigureAwait(false);
            await RefusePoolerAsync(dialect, connection, description, cancellationToken).ConfigureAwait(false);
            var commands = new CutoverCommands(connection);
            await commands.PrepareAsync(dialect, checks: true, cancellationToken).ConfigureAwait(false);
            var catalogue = await OldCatalogue
                .ReadAsync(commands, dialect, dialect.SourceSchema(description), cancellationToken).ConfigureAwait(false);
            var workspace = sessions.WorkspaceModel;
            var mapping = new CutoverMapping(description, catalogue, dialect, context, workspace);
            var optimistic = new CutoverMapping(description, catalogue, dialect, context, workspace, isOptimistic: true);
            var newSide = dialect.StagedName(description, "") is null
                ? mapping
                : new CutoverMapping(description, catalogue.Staged(dialect), dialect, context, workspace, table => dialect.StagedName(description, table)!);
            var ignoresCase = await IgnoresCaseAsync(commands, mapping, cancellationToken).ConfigureAwait(false);
            return new CutoverSource(
                sessions, dialect, description, context, connection, commands, catalogue, mapping, optimistic, newSide, ignoresCase);
        }
        catch (Exception exception)
        {
            await CloseAsync(context, connection).ConfigureAwait(false);
            if (exception is DbException or ArgumentException && connection is null)
            {
                throw new CutoverException($"The old database cannot be opened: {SqlText.Sentence(exception.Message)} Check where the description says it is.", exception);
            }

            throw;
        }
    }

    /// <exception cref="CutoverException">The description does not fit.</exception>
    public void ThrowIfProblems() => ThrowIf(Mapping.Problems);

    /// <exception cref="CutoverException">There are any.</exception>
    public static void ThrowIf(IReadOnlyList<CutoverProblem> problems)
    {
        if (problems is [var first, ..])
        {
            throw new CutoverException(
                $"The description does not fit the databases in {problems.Count} places, the first being {first.Table}"
                + $"{(first.Column is null ? "" : "." + first.Column)}: {first.Message} PlanAsync lists all. Nothing was changed.");
        }
    }

    /// <summary>What two keys of a workspace have in common that the engine considers equal; <see cref="SqlText.NoKey"/> for null.</summary>
    public string KeyOf(object? key) => key is null ? SqlText.NoKey : _dialect.KeyOf(Convert.ToString(key, CultureInfo.InvariantCulture)!, _ignoresCase);

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

    /// <summary>Brings tables' rows to a session's connection, if the old database lies elsewhere.</summary>
    /// <param name="session">The session.</param>
    /// <param name="tables">The tables, by <see cref="Mapping"/>.</param>
    /// <param name="workspace">The workspace, as SQL of the old key; null for all rows.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    public async Task StageAsync(SchemaSession session, IEnumerable<TableMapping> tables, string? workspace, CancellationToken cancellationToken)
    {
        if (NewSide == Mapping)
        {
            return;
        }

        var context = _sessions.CreateMasterContext();
        await using var _ = context.ConfigureAwait(false);
        var connection = await _dialect.OpenSourceAsync(context, Description, writable: false, cancellationToken).ConfigureAwait(false);
        await using var __ = connection.ConfigureAwait(false);
        await new CutoverCommands(connection).PrepareAsync(_dialect, Mapping.UsesChecks, cancellationToken).ConfigureAwait(false);
        foreach (var table in tables)
        {
            var stage = new CutoverStage(
                connection,
                table.Queries.SelectOld(table.Workspace is null ? null : workspace),
                session.Context.Database.GetDbConnection(),
                session.Context.Database.CurrentTransaction?.GetDbTransaction(),
                NewSide.Tables.Single(t => t.Target.Name == table.Target.Name).Source,
                table.StagedColumns);
            await _dialect.StageAsync(stage, cancellationToken).ConfigureAwait(false);
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

    public async ValueTask DisposeAsync()
    {
        _oneAtATime.Dispose();
        await CloseAsync(_context, _connection).ConfigureAwait(false);
    }

    /// <summary>Whether the old keys are compared whatever their case, as the column's collation has it: asked of the keys themselves.</summary>
    private static async Task<bool> IgnoresCaseAsync(CutoverCommands commands, CutoverMapping mapping, CancellationToken cancellationToken)
        => mapping.Problems.Count > 0
            || (await commands.QueryAsync(mapping.Workspaces.Queries.SelectCasedKeys(), cancellationToken).ConfigureAwait(false))[0][0] is var cased
            && Convert.ToInt64(cased, CultureInfo.InvariantCulture) == 0;

    /// <summary>A cutover keeps functions and settings in its sessions, which a pooler in transaction mode shares among all.</summary>
    private static async Task RefusePoolerAsync(
        CutoverDialect dialect, DbConnection connection, CutoverDescription description, CancellationToken cancellationToken)
    {
        if (await dialect.ChangesSessionAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            throw new CutoverException(
                $"The {(description.Source is null ? "schemaChangeConnectionString of UseNpgsql" : "description's Source")} leads through a pooler in "
                + "transaction mode: the server process changes between two statements of one session, and a cutover keeps functions and settings "
                + "in its session. Give UseNpgsql a schemaChangeConnectionString that leads to the server itself, and so does the description's "
                + "Source where it has one. Nothing was changed.");
        }
    }

    private static async ValueTask CloseAsync(MasterDbContext context, DbConnection? connection)
    {
        if (connection is not null)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        await context.DisposeAsync().ConfigureAwait(false);
    }
}
