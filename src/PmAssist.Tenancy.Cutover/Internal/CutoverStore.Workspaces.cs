namespace PmAssist.Tenancy.Cutover.Internal;

/// <content>The workspaces: what is known of each, and whether it is open.</content>
internal sealed partial class CutoverStore
{
    /// <summary>Gives the workspaces their states, and notes whether both sides were found the same before.</summary>
    public Task OpenAsync(IReadOnlyDictionary<Guid, WorkspaceState> workspaces, bool verified, CancellationToken cancellationToken)
        => NoteAsync(
            [.. Reopened(workspaces), $"UPDATE {Table(PhaseTable)} SET value = '{CutoverPhase.Open}', verified = {(verified ? Same : NotVerified)}"], cancellationToken);

    /// <summary>Gives workspaces that were closed their states back.</summary>
    public Task ReopenAsync(IReadOnlyDictionary<Guid, WorkspaceState> workspaces, CancellationToken cancellationToken)
        => NoteAsync([.. Reopened(workspaces)], cancellationToken);

    /// <summary>Suspends the workspaces of an open side and notes the states that they had. One that is closed already keeps what was noted.</summary>
    public Task<Dictionary<Guid, WorkspaceState>> CloseAsync(CancellationToken cancellationToken)
        => InMasterAsync(
            attach: null,
            async (session, token) =>
            {
                var commands = CutoverCommands.In(session);
                var states = await WorkspacesAsync(commands, token).ConfigureAwait(false);
                var open = await commands.QueryAsync(
                    $"SELECT w.id, w.status FROM {Table(CutoverMapping.WorkspaceTarget)} AS w JOIN {Table(WorkspaceTable)} AS c ON c.id = w.id WHERE c.is_open = 1", token)
                    .ConfigureAwait(false);
                foreach (var row in open)
                {
                    var (id, status) = (IdOf(row[0]!), Enum.Parse<WorkspaceStatus>((string)row[1]!));
                    if (states[id].Status != status)
                    {
                        states[id] = states[id] with { Status = status };
                        await commands.ExecuteAsync(Update(id, states[id]), token).ConfigureAwait(false);
                    }
                }

                await commands.ExecuteAsync(
                    $"UPDATE {Table(CutoverMapping.WorkspaceTarget)} SET status = '{WorkspaceStatus.Suspended}', version = version + 1 "
                    + $"WHERE status = '{WorkspaceStatus.Active}' AND id IN (SELECT id FROM {Table(WorkspaceTable)} WHERE is_open = 1)",
                    token).ConfigureAwait(false);
                await commands.ExecuteAsync($"UPDATE {Table(WorkspaceTable)} SET is_open = 0", token).ConfigureAwait(false);
                return states;
            },
            cancellationToken);

    /// <summary>
    /// Keeps a workspace closed until the transaction ends, where both lie in one database: an opening then waits, and what comes after it
    /// finds the workspace open.
    /// </summary>
    /// <remarks>The catalogue's row is taken first, as the opening does; the other way round both could wait for each other.</remarks>
    /// <exception cref="CutoverException">The new side was opened, or this workspace by hand.</exception>
    public Task KeepClosedAsync(SchemaSession session, Guid id, CancellationToken cancellationToken)
    {
        return provider.MasterSharesDatabase ? KeepAsync(session, cancellationToken) : InMasterAsync(attach: null, KeepAsync, cancellationToken);

        async Task<bool> KeepAsync(SchemaSession within, CancellationToken token)
        {
            var commands = CutoverCommands.In(within);
            var row = $"{Table(CutoverMapping.WorkspaceTarget)}";
            await commands.ExecuteAsync($"UPDATE {row} SET version = version WHERE id = {IdText(id)} AND status <> '{WorkspaceStatus.Active}'", token)
                .ConfigureAwait(false);
            await commands.ExecuteAsync($"UPDATE {Table(WorkspaceTable)} SET is_open = 0 WHERE id = {IdText(id)} AND is_open = 0", token).ConfigureAwait(false);
            var open = await commands.QueryAsync($"SELECT id FROM {Table(WorkspaceTable)} WHERE id = {IdText(id)} AND is_open = 1", token).ConfigureAwait(false);
            if (open.Count > 0)
            {
                throw Opened();
            }

            var resumed = await commands.QueryAsync($"SELECT id FROM {row} WHERE id = {IdText(id)} AND status = '{WorkspaceStatus.Active}'", token).ConfigureAwait(false);
            return resumed.Count == 0 ? true : throw Resumed(id, 1);
        }
    }

    /// <summary>Refuses to go on where workspaces were opened by hand, before the cutover opened them.</summary>
    /// <exception cref="CutoverException">There are some.</exception>
    public Task RefuseResumedAsync(CancellationToken cancellationToken)
        => InMasterAsync(
            attach: null,
            async (session, token) => await CutoverCommands.In(session).QueryAsync($"SELECT id FROM {ResumedRows()}", token).ConfigureAwait(false)
                is [var first, ..] resumed ? throw Resumed(IdOf(first[0]!), resumed.Count) : true,
            cancellationToken);

    /// <summary>Closes workspaces that were opened by hand, before the cutover opened them.</summary>
    public Task SuspendResumedAsync(CancellationToken cancellationToken)
        => NoteAsync([$"UPDATE {ResumedRows($" SET status = '{WorkspaceStatus.Suspended}', version = version + 1")}"], cancellationToken);

    /// <summary>The workspaces of a cutover that is going on; none if none is.</summary>
    public Task<Dictionary<Guid, WorkspaceState>> WorkspacesAsync(CancellationToken cancellationToken)
        => InMasterAsync(
            attach: null,
            async (session, token) =>
            {
                var commands = CutoverCommands.In(session);
                return await PhaseAsync(commands, token).ConfigureAwait(false) is CutoverPhase.None or CutoverPhase.Dropped
                    ? []
                    : await WorkspacesAsync(commands, token).ConfigureAwait(false);
            },
            cancellationToken);

    public async Task<Dictionary<Guid, WorkspaceState>> WorkspacesAsync(CutoverCommands commands, CancellationToken cancellationToken)
        => (await commands.QueryAsync($"SELECT id, value FROM {Table(WorkspaceTable)}", cancellationToken).ConfigureAwait(false))
            .ToDictionary(row => IdOf(row[0]!), row => WorkspaceState.FromJson((string)row[1]!));

    public string Insert(Guid id, WorkspaceState state)
        => $"INSERT INTO {Table(WorkspaceTable)} (id, value, is_open) VALUES ({IdText(id)}, {dialect.Literal(state.ToJson())}, 0)";

    public string Update(Guid id, WorkspaceState state)
        => $"UPDATE {Table(WorkspaceTable)} SET value = {dialect.Literal(state.ToJson())} WHERE id = {IdText(id)}";

    public string Delete(Guid id) => $"DELETE FROM {Table(WorkspaceTable)} WHERE id = {IdText(id)}";

    /// <exception cref="CutoverException">A workspace was not carried over yet.</exception>
    public async Task RequireAllCarriedAsync(CancellationToken cancellationToken)
    {
        var states = await WorkspacesAsync(cancellationToken).ConfigureAwait(false);
        var open = states.Values.Count(s => s.Fingerprint is null);
        if (open > 0 || states.Count == 0)
        {
            throw new CutoverException(
                $"{open} of {states.Count} workspaces were not carried over yet, which would take long under the fence. Call RunAsync until it succeeds. Nothing was changed.");
        }
    }

    private string ResumedRows(string set = "")
        => $"{Table(CutoverMapping.WorkspaceTarget)}{set} WHERE status = '{WorkspaceStatus.Active}' "
            + $"AND id IN (SELECT id FROM {Table(WorkspaceTable)} WHERE is_open = 0)";

    private static CutoverException Resumed(Guid id, int count)
        => new($"The cutover has not opened its workspaces yet, but {count} of them are Active, the first being {id}: somebody resumed them. Nothing was copied "
            + "into them or removed. What was written there would be lost: save it first, then call IWorkspaceService.SuspendAsync and repeat the step.");

    private IEnumerable<string> Reopened(IReadOnlyDictionary<Guid, WorkspaceState> workspaces)
        => workspaces.Where(w => w.Value.Status != WorkspaceStatus.Suspended).GroupBy(w => w.Value.Status).SelectMany(g => g.Chunk(500).Select(chunk =>
                $"UPDATE {Table(CutoverMapping.WorkspaceTarget)} SET status = '{g.Key}', version = version + 1 WHERE status = '{WorkspaceStatus.Suspended}' "
                + $"AND id IN (SELECT id FROM {Table(WorkspaceTable)} WHERE is_open = 0 AND id IN ({string.Join(", ", chunk.Select(w => IdText(w.Key)))}))"))
            .Append($"UPDATE {Table(WorkspaceTable)} SET is_open = 1");
}
