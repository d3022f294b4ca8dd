using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>
/// How far a cutover is, in three tables of the master schema that are there only while it lasts: the phase, the workspaces, and
/// the audit entries that came from the source side.
/// </summary>
internal sealed class CutoverStore(
    ISchemaSessions sessions,
    IDbContextFactory<MasterDbContext> masters,
    ICatalogue catalogue,
    TenancyProvider provider,
    CutoverDialect dialect,
    TenancyOptions options)
{
    private readonly CutoverTables _tables = new(options.MasterSchema);

    private readonly Lazy<ISqlGenerationHelper> _helper = new(() =>
    {
        using var context = masters.CreateDbContext();
        return context.GetService<ISqlGenerationHelper>();
    });

    public ISqlGenerationHelper Helper => _helper.Value;

    /// <summary>Which rows of one of the master's tables came from the source side, as SQL.</summary>
    public string Carried(CutoverTarget target)
        => target.Name switch
        {
            CutoverMapping.AuditTarget => $"id IN (SELECT id FROM {Audit})",
            CutoverMapping.WorkspaceTarget => $"id IN (SELECT id FROM {Workspaces})",
            _ => $"workspace_id IN (SELECT id FROM {Workspaces})",
        };

    private string Phases => Table(CutoverTables.Phases);

    private string Workspaces => Table(CutoverTables.Workspaces);

    private string Audit => Table(CutoverTables.Audit);

    public string Table(string name) => Helper.DelimitIdentifier(name, options.MasterSchema);

    /// <summary>Works on the master schema under its lock, in one transaction, with the login for schema changes.</summary>
    public Task<T> InMasterAsync<T>(
        string? attach, Func<SchemaSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        => sessions.InMasterAsync(
            new SchemaSessionOptions(attach: attach),
            async (session, token) =>
            {
                var result = await work(session, token).ConfigureAwait(false);
                await session.CompleteAsync([], token).ConfigureAwait(false);
                return result;
            },
            cancellationToken);

    /// <summary>Tells what to do where there is no database or no master schema.</summary>
    public Task RequireMasterAsync(CancellationToken cancellationToken)
        => catalogue.ReadAsync((context, token) => context.Workspaces.AnyAsync(token), cancellationToken);

    public async Task<CutoverPhase> PhaseAsync(CancellationToken cancellationToken)
    {
        await RequireMasterAsync(cancellationToken).ConfigureAwait(false);
        return await InMasterAsync(
            attach: null, (session, token) => PhaseAsync(CutoverCommands.In(session), token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses a step that is not the phase's.</summary>
    public async Task<CutoverPhase> RequireAsync(CutoverPhase[] allowed, string step, CancellationToken cancellationToken)
    {
        var phase = await PhaseAsync(cancellationToken).ConfigureAwait(false);
        if (allowed.Contains(phase))
        {
            return phase;
        }

        var next = phase switch
        {
            CutoverPhase.None => "RunAsync comes first.",
            CutoverPhase.Copying => "CatchUpAsync and FenceAsync come next.",
            CutoverPhase.Fenced
                => "VerifyAsync comes next, then OpenAsync; CatchUpAsync carries over once more; RollBackAsync takes it back.",
            CutoverPhase.Verified => "OpenAsync comes next; RollBackAsync takes it back.",
            CutoverPhase.Open => "RetireAsync comes next; RollBackAsync takes it back.",
            CutoverPhase.Retired => "DropAsync comes next; RollBackAsync takes it back.",
            _ => "It is over.",
        };
        throw new CutoverException($"{step} cannot be called now: the cutover is in the phase {phase}. {next} Nothing was changed.");
    }

    /// <summary>Makes the tables, if they are not there.</summary>
    public Task BeginAsync(CancellationToken cancellationToken)
        => InMasterAsync(
            attach: null,
            async (session, token) =>
            {
                var commands = CutoverCommands.In(session);
                var phase = await PhaseAsync(commands, token).ConfigureAwait(false);
                if (phase is CutoverPhase.None)
                {
                    await RunAsync(session, commands, [_tables.Phase], token).ConfigureAwait(false);
                    await commands.ExecuteAsync(
                        $"INSERT INTO {Phases} (id, value, verified, fence) VALUES (1, '{phase}', 0, '')", token).ConfigureAwait(false);
                }

                if (phase is CutoverPhase.None or CutoverPhase.Dropped)
                {
                    await RunAsync(session, commands, _tables.WhileItLasts, token).ConfigureAwait(false);
                    await commands.ExecuteAsync(
                        $"UPDATE {Phases} SET value = '{CutoverPhase.Copying}', verified = 0", token).ConfigureAwait(false);
                }

                return true;
            },
            cancellationToken);

    /// <summary>
    /// Ends a session on a workspace, and notes in the master what it did: in its transaction where both lie in one database, else right
    /// after it.
    /// </summary>
    public async Task CompleteAsync(SchemaSession session, IReadOnlyList<string> notes, CancellationToken cancellationToken)
    {
        if (provider.MasterSharesDatabase)
        {
            await session.CompleteAsync(Statements(notes), cancellationToken).ConfigureAwait(false);
            return;
        }

        await session.CompleteAsync([], cancellationToken).ConfigureAwait(false);
        await NoteAsync(notes, cancellationToken).ConfigureAwait(false);
    }

    public Task NoteAsync(IReadOnlyList<string> notes, CancellationToken cancellationToken)
        => InMasterAsync(
            attach: null,
            async (session, token) =>
            {
                await session.ExecuteAsync(Statements(notes), token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public Task SetPhaseAsync(CutoverPhase phase, CancellationToken cancellationToken)
        => InMasterAsync(
            attach: null,
            (session, token) => CutoverCommands.In(session).ExecuteAsync($"UPDATE {Phases} SET value = '{phase}'", token),
            cancellationToken);

    /// <summary>Refuses, within a session on the master, to change what may be in use.</summary>
    /// <param name="commands">The session.</param>
    /// <param name="phase">The phase that the pass began in.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CutoverException">The new side was opened, or the cutover was taken back.</exception>
    public async Task RequirePhaseAsync(CutoverCommands commands, CutoverPhase phase, CancellationToken cancellationToken)
    {
        if (await PhaseAsync(commands, cancellationToken).ConfigureAwait(false) != phase)
        {
            throw Opened();
        }
    }

    /// <summary>Forgets what was carried over: the source side is gone.</summary>
    public Task ForgetAsync(CancellationToken cancellationToken)
        => InMasterAsync(
            attach: null,
            async (session, token) =>
            {
                var commands = CutoverCommands.In(session);
                await RunAsync(session, commands, _tables.DropWhileItLasts, token).ConfigureAwait(false);
                await commands.ExecuteAsync($"UPDATE {Phases} SET value = '{CutoverPhase.Dropped}'", token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>Removes the audit entries that were carried over, and every trace of the cutover.</summary>
    public Task RemoveAsync(CancellationToken cancellationToken)
        => InMasterAsync(
            attach: null,
            async (session, token) =>
            {
                var commands = CutoverCommands.In(session);
                await commands.ExecuteAsync(
                    $"DELETE FROM {Table(CutoverMapping.AuditTarget)} WHERE id IN (SELECT id FROM {Audit})", token).ConfigureAwait(false);
                MigrationOperation[] drops = [_tables.Drop(CutoverTables.Phases), .. _tables.DropWhileItLasts];
                await RunAsync(session, commands, drops, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>Notes which audit entries come from the source side.</summary>
    public string NoteAudit(TableMapping mapping)
    {
        var ids = mapping.Queries.Select(columns: ["id"]);
        return $"""
            INSERT INTO {Audit} (id)
            SELECT r.id FROM ({ids}) AS r
            WHERE NOT EXISTS (SELECT 1 FROM {Audit} AS t WHERE t.id = r.id)
            """;
    }

    public string ForgetAudit()
        => $"DELETE FROM {Audit} WHERE id NOT IN (SELECT id FROM {Table(CutoverMapping.AuditTarget)})";

    public static Guid IdOf(object value) => value is Guid id ? id : Guid.Parse((string)value);

    /// <summary>An id as the engine's GUID columns have it.</summary>
    public string IdText(Guid id)
    {
        using var context = masters.CreateDbContext();
        var property = context.Model.FindEntityType(typeof(Workspace))!.FindProperty(nameof(Workspace.Id))!;
        return property.GetRelationalTypeMapping().GenerateSqlLiteral(id);
    }

    public static CutoverException Opened()
        => new("The cutover went on meanwhile: the source tables were fenced and the new side opened, or it was taken back. "
            + "What this call had not done yet is no longer needed.");

    private static List<SchemaStatement> Statements(IReadOnlyList<string> notes)
        => [.. notes.Select(n => new SchemaStatement(n, isGenerated: true))];

    public async Task<CutoverPhase> PhaseAsync(CutoverCommands commands, CancellationToken cancellationToken)
    {
        var isThere = dialect.TableQuery(options.MasterSchema, CutoverTables.Phases);
        if (await commands.QueryAsync(isThere, cancellationToken).ConfigureAwait(false) is [])
        {
            return CutoverPhase.None;
        }

        var rows = await commands.QueryAsync($"SELECT value FROM {Phases}", cancellationToken).ConfigureAwait(false);
        return Enum.TryParse<CutoverPhase>((string)rows[0][0]!, out var phase) && Enum.IsDefined(phase)
            ? phase
            : throw new CutoverException(
                $"The cutover is in the phase '{rows[0][0]}', which this version of PmAssist.Tenancy.Cutover does not know. Finish the "
                + "cutover with the version that began it. Nothing was changed.");
    }

    private static async Task RunAsync(
        SchemaSession session, CutoverCommands commands, IReadOnlyList<MigrationOperation> operations, CancellationToken cancellationToken)
    {
        foreach (var command in session.Context.GetService<IMigrationsSqlGenerator>().Generate(operations))
        {
            await commands.ExecuteAsync(command.CommandText, cancellationToken).ConfigureAwait(false);
        }
    }
}
