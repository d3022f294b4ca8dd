namespace PmAssist.Tenancy.Internal;

/// <summary>
/// What is done to a schema in one session. Steps are gathered and sent together as late as possible: in the session's
/// transaction, or outside it where one asks for that. What came before such a step is committed with it, as EF's own migrator
/// does.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="bind">Puts the schema in the template's place in a statement.</param>
internal sealed class SchemaWork(SchemaSession session, Func<string, string> bind)
{
    private readonly List<SchemaStep> _pending = [];
    private readonly List<SchemaStep> _uncommitted = [];
    private readonly List<SchemaStep> _committed = [];

    public SchemaSession Session => session;

    /// <summary>The schema's history when the work began; null if it was not read yet.</summary>
    public SchemaHistory? Found { get; private set; }

    /// <summary>The schema's history as it would be left if the work ended now; null if it was not read yet.</summary>
    public SchemaHistory? Committed => Found is { } found && _committed.Count > 0 ? found.After(_committed) : Found;

    /// <summary>Whether all that was added is committed.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>Work on a workspace's schema.</summary>
    public static SchemaWork On(SchemaSession session, WorkspaceSchema schema) => new(session, text => SchemaText.Bind(text, schema));

    /// <summary>The statement for the schema, of one for the template.</summary>
    public SchemaStatement Bind(SchemaStatement statement) => statement.With(bind(statement.Text));

    /// <summary>Says what the schema's history has; nothing was added before that changes it.</summary>
    public void Begin(SchemaHistory found) => Found = found;

    public void Add(IEnumerable<SchemaStep> steps) => _pending.AddRange(steps);

    public void Add(IEnumerable<SchemaStatement> statements) => Add(statements.Select(s => new SchemaStep(s)));

    /// <summary>Sends what was added; a transaction is open afterward.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await SendAsync(_pending, cancellationToken).ConfigureAwait(false);
        _pending.Clear();
        await EnsureTransactionAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends what was added and commits it. The last call.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        var last = _pending.FindLastIndex(s => s.Statement.OutsideTransaction) + 1;
        await SendAsync(_pending[..last], cancellationToken).ConfigureAwait(false);
        var together = _pending[last..];
        if (together.Count > 0)
        {
            await EnsureTransactionAsync(cancellationToken).ConfigureAwait(false);
        }

        await session.CompleteAsync(together.ConvertAll(s => s.Statement), cancellationToken).ConfigureAwait(false);
        _uncommitted.AddRange(together);
        _pending.Clear();
        NoteCommit();
        IsCompleted = true;
    }

    private async Task SendAsync(List<SchemaStep> steps, CancellationToken cancellationToken)
    {
        for (var start = 0; start < steps.Count;)
        {
            var outside = steps[start].Statement.OutsideTransaction;
            var stretch = steps.Skip(start).TakeWhile(s => s.Statement.OutsideTransaction == outside).ToList();
            if (outside)
            {
                await SendOutsideAsync(stretch, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await EnsureTransactionAsync(cancellationToken).ConfigureAwait(false);
                await session.ExecuteAsync(stretch.ConvertAll(s => s.Statement), cancellationToken).ConfigureAwait(false);
                _uncommitted.AddRange(stretch);
            }

            start += stretch.Count;
        }
    }

    /// <summary>One by one: several in one command would be a transaction on some engines.</summary>
    private async Task SendOutsideAsync(List<SchemaStep> stretch, CancellationToken cancellationToken)
    {
        if (session.Transaction is not null)
        {
            await session.CommitAsync(cancellationToken).ConfigureAwait(false);
            NoteCommit();
        }

        foreach (var step in stretch)
        {
            await session.ExecuteAsync([step.Statement], cancellationToken).ConfigureAwait(false);
            _uncommitted.Add(step);
            NoteCommit();
        }
    }

    private async Task EnsureTransactionAsync(CancellationToken cancellationToken)
    {
        if (session.Transaction is null)
        {
            await session.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void NoteCommit()
    {
        _committed.AddRange(_uncommitted.Where(s => s.ChangesHistory));
        _uncommitted.Clear();
    }
}
