namespace PmAssist.Tenancy.Internal;

/// <summary>How a migration of a workspace ended that did not come to its end.</summary>
/// <param name="Exception">What was thrown.</param>
/// <param name="Found">The history when it began; null if it was not read.</param>
/// <param name="Left">The history as it is committed; null if it was not read.</param>
/// <param name="IsDone">Whether everything was committed, and only the catalogue could not be written.</param>
internal sealed record MigrationFailure(Exception Exception, SchemaHistory? Found, SchemaHistory? Left, bool IsDone)
{
    /// <summary>The statement that failed; null if none did.</summary>
    public FailedStatement? Statement { get; private init; }

    /// <summary>Whether something was committed, or the schema is inside a migration that an earlier call left.</summary>
    public bool IsPartial => !IsRefusal && (Left is { Progress: not null } || Left?.Fingerprint != Found?.Fingerprint);

    private bool IsRefusal => Exception is WorkspaceMigrationException { IsRefusal: true };

    /// <param name="exception">What was thrown.</param>
    /// <param name="tries">The work of each try, the first one first.</param>
    /// <param name="scripts">The migrations.</param>
    public static MigrationFailure Of(Exception exception, IReadOnlyList<SchemaWork> tries, MigrationScripts scripts)
    {
        var last = tries.LastOrDefault(w => w.Committed is not null);
        return new(exception, tries.FirstOrDefault(w => w.Found is not null)?.Found, last?.Committed, last is { IsCompleted: true })
        {
            Statement = exception is not SchemaLockedException && tries is [.., var final] ? scripts.Describe(final.Session.Failed) : null,
        };
    }

    /// <summary>The error to report: why it ended, and what it left.</summary>
    /// <param name="time">The time it had.</param>
    public Exception Explain(WorkspaceTime time)
    {
        if (IsRefusal)
        {
            return Exception;
        }

        var cause = time.IsCanceled ? "The caller canceled it"
            : time.IsOver ? $"It took longer than {time.Limit}"
            : Exception is OperationCanceledException
                ? "It was canceled from inside, by the driver or by code of the host such as its seeding"
            : DatabaseError.MessageOf(Exception).TrimEnd('.');
        return IsPartial ? new WorkspaceMigrationException(WhatIsLeft(Statement?.Explain(cause) ?? cause + "."), Exception, Statement)
            : time.IsOver ? new TimeoutException($"The workspace took longer than {time.Limit} and was rolled back.", Exception)
            : Exception is OperationCanceledException ? new WorkspaceMigrationException($"{cause}, and was rolled back.", Exception)
            : Statement is not null ? new WorkspaceMigrationException(Statement.Explain(cause), Exception, Statement)
            : Exception;
    }

    private string WhatIsLeft(string cause)
        => this switch
        {
            { IsDone: true } =>
                $"The schema is at {Left!.Version}, but the catalogue could not be written. Migrate again to write it. {cause}",
            { Left.Progress: { } progress } =>
                $"The migration {progress.MigrationId} stopped at its statement {progress.Statement + 1}, and what came before is "
                + $"committed, because it has a statement outside a transaction. Fix the cause and migrate again; it resumes "
                + $"there. {cause}",
            _ => $"The schema is at {Left!.Version ?? "none"}, which is committed; what was to follow was rolled back. Fix the cause "
                + $"and migrate again; it resumes there. {cause}",
        };
}
