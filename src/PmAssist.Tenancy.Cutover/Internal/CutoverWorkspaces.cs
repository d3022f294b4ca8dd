namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The workspaces of a cutover: what is known of each, and whether it is open.</summary>
internal sealed class CutoverWorkspaces(
    CutoverStore store, CutoverFindings findings, TenancyProvider provider, CutoverDialect dialect)
{
    /// <summary>The catalogue's table.</summary>
    private string Catalogue => store.Table(CutoverMapping.WorkspaceTarget);

    /// <summary>The cutover's own table.</summary>
    private string Own => store.Table(CutoverTables.Workspaces);

    /// <summary>Gives the workspaces their states, and notes whether both sides were found the same before.</summary>
    public Task OpenAsync(IReadOnlyDictionary<Guid, WorkspaceState> workspaces, bool verified, CancellationToken cancellationToken)
        => store.NoteAsync([.. Reopened(workspaces), findings.Opening(verified)], cancellationToken);

    /// <summary>Gives workspaces that were closed their states back.</summary>
    public Task ReopenAsync(IReadOnlyDictionary<Guid, WorkspaceState> workspaces, CancellationToken cancellationToken)
        => store.NoteAsync([.. Reopened(workspaces)], cancellationToken);

    /// <summary>
    /// Suspends the workspaces of an open side and notes the states that they had. One that is closed already keeps what was noted.
    /// </summary>
    public Task<Dictionary<Guid, WorkspaceState>> CloseAsync(CancellationToken cancellationToken)
        => store.InMasterAsync(
            attach: null,
            async (session, token) =>
            {
                var commands = CutoverCommands.In(session);
                var states = await StatesAsync(commands, token).ConfigureAwait(false);
                var open = await commands.QueryAsync(
                    $"SELECT w.id, w.status FROM {Catalogue} AS w JOIN {Own} AS c ON c.id = w.id WHERE c.is_open = 1",
                    token).ConfigureAwait(false);
                foreach (var row in open)
                {
                    var (id, status) = (CutoverStore.IdOf(row[0]!), Enum.Parse<WorkspaceStatus>((string)row[1]!));
                    if (states[id].Status != status)
                    {
                        states[id] = states[id] with { Status = status };
                        await commands.ExecuteAsync(Update(id, states[id]), token).ConfigureAwait(false);
                    }
                }

                await commands.ExecuteAsync(
                    $"""
                    UPDATE {Catalogue} SET status = '{WorkspaceStatus.Suspended}', version = version + 1
                    WHERE status = '{WorkspaceStatus.Active}' AND id IN (SELECT id FROM {Own} WHERE is_open = 1)
                    """,
                    token).ConfigureAwait(false);
                await commands.ExecuteAsync($"UPDATE {Own} SET is_open = 0", token).ConfigureAwait(false);
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
        return provider.MasterSharesDatabase
            ? KeepAsync(session, cancellationToken)
            : store.InMasterAsync(attach: null, KeepAsync, cancellationToken);

        async Task<bool> KeepAsync(SchemaSession within, CancellationToken token)
        {
            var commands = CutoverCommands.In(within);
            var isIt = $"id = {store.IdText(id)}";
            await ExecuteAsync($"UPDATE {Catalogue} SET version = version WHERE {isIt} AND status <> '{WorkspaceStatus.Active}'")
                .ConfigureAwait(false);
            await ExecuteAsync($"UPDATE {Own} SET is_open = 0 WHERE {isIt} AND is_open = 0").ConfigureAwait(false);
            if (await ExistsAsync($"SELECT id FROM {Own} WHERE {isIt} AND is_open = 1").ConfigureAwait(false))
            {
                throw CutoverStore.Opened();
            }

            var isActive = $"status = '{WorkspaceStatus.Active}'";
            return await ExistsAsync($"SELECT id FROM {Catalogue} WHERE {isIt} AND {isActive}").ConfigureAwait(false)
                ? throw Resumed(id, 1)
                : true;

            Task<long> ExecuteAsync(string sql) => commands.ExecuteAsync(sql, token);

            async Task<bool> ExistsAsync(string sql) => await commands.QueryAsync(sql, token).ConfigureAwait(false) is { Count: > 0 };
        }
    }

    /// <summary>Refuses to go on where workspaces were opened by hand, before the cutover opened them.</summary>
    /// <exception cref="CutoverException">There are some.</exception>
    public Task RefuseResumedAsync(CancellationToken cancellationToken)
        => store.InMasterAsync(
            attach: null,
            async (session, token) =>
            {
                var query = $"SELECT id FROM {Catalogue} WHERE {AreResumed}";
                return await CutoverCommands.In(session).QueryAsync(query, token).ConfigureAwait(false) is [var first, ..] resumed
                    ? throw Resumed(CutoverStore.IdOf(first[0]!), resumed.Count)
                    : true;
            },
            cancellationToken);

    /// <summary>Closes workspaces that were opened by hand, before the cutover opened them.</summary>
    public Task SuspendResumedAsync(CancellationToken cancellationToken)
        => store.NoteAsync(
            [
                $"""
                UPDATE {Catalogue} SET status = '{WorkspaceStatus.Suspended}', version = version + 1
                WHERE {AreResumed}
                """,
            ],
            cancellationToken);

    /// <summary>The workspaces of a cutover that is going on; none if none is.</summary>
    public Task<Dictionary<Guid, WorkspaceState>> StatesAsync(CancellationToken cancellationToken)
        => store.InMasterAsync(
            attach: null,
            async (session, token) =>
            {
                var commands = CutoverCommands.In(session);
                return await store.PhaseAsync(commands, token).ConfigureAwait(false) is CutoverPhase.None or CutoverPhase.Dropped
                    ? []
                    : await StatesAsync(commands, token).ConfigureAwait(false);
            },
            cancellationToken);

    public async Task<Dictionary<Guid, WorkspaceState>> StatesAsync(
        CutoverCommands commands, CancellationToken cancellationToken)
        => (await commands.QueryAsync($"SELECT id, value FROM {Own}", cancellationToken).ConfigureAwait(false))
            .ToDictionary(row => CutoverStore.IdOf(row[0]!), row => WorkspaceState.FromJson((string)row[1]!));

    public string Insert(Guid id, WorkspaceState state)
        => $"INSERT INTO {Own} (id, value, is_open) VALUES ({store.IdText(id)}, {dialect.Literal(state.ToJson())}, 0)";

    public string Update(Guid id, WorkspaceState state)
        => $"UPDATE {Own} SET value = {dialect.Literal(state.ToJson())} WHERE id = {store.IdText(id)}";

    public string Delete(Guid id) => $"DELETE FROM {Own} WHERE id = {store.IdText(id)}";

    /// <exception cref="CutoverException">A workspace was not carried over yet.</exception>
    public async Task RequireAllCarriedAsync(CancellationToken cancellationToken)
    {
        var states = await StatesAsync(cancellationToken).ConfigureAwait(false);
        var open = states.Values.Count(s => s.Fingerprint is null);
        if (open > 0 || states.Count == 0)
        {
            throw new CutoverException(
                $"{open} of {states.Count} workspaces were not carried over yet, which would take long under the fence. "
                + "Call RunAsync until it succeeds. Nothing was changed.");
        }
    }

    /// <summary>Which of the catalogue's workspaces were opened by hand.</summary>
    private string AreResumed => $"status = '{WorkspaceStatus.Active}' AND id IN (SELECT id FROM {Own} WHERE is_open = 0)";

    private static CutoverException Resumed(Guid id, int count)
        => new(
            $"The cutover has not opened its workspaces yet, but {count} of them are Active, the first being {id}: somebody resumed "
            + "them. Nothing was copied into them or removed. What was written there would be lost: save it first, then call "
            + "IWorkspaceService.SuspendAsync and repeat the step.");

    private IEnumerable<string> Reopened(IReadOnlyDictionary<Guid, WorkspaceState> workspaces)
    {
        var wanted = workspaces.Where(w => w.Value.Status != WorkspaceStatus.Suspended)
            .GroupBy(w => w.Value.Status, w => store.IdText(w.Key));
        var updates =
            from status in wanted
            from ids in status.Chunk(500)
            select $"""
                UPDATE {Catalogue} SET status = '{status.Key}', version = version + 1
                WHERE status = '{WorkspaceStatus.Suspended}'
                AND id IN (SELECT id FROM {Own} WHERE is_open = 0 AND id IN ({SqlText.List(ids)}))
                """;
        return updates.Append($"UPDATE {Own} SET is_open = 1");
    }
}
