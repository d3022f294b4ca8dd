namespace PmAssist.Tenancy.Internal;

/// <summary>How a migration of a workspace ended that did not come to its end.</summary>
/// <param name="Exception">What was thrown.</param>
/// <param name="Found">The history when it began; null if it was not read.</param>
/// <param name="Left">The history as it is committed; null if it was not read.</param>
/// <param name="IsDone">Whether everything was committed, and only the catalogue could not be written.</param>
internal sealed record MigrationFailure(Exception Exception, SchemaHistory? Found, SchemaHistory? Left, bool IsDone)
{
    /// <summary>The migration that failed, as people know it; null if none did.</summary>
    public string? Migration { get; private init; }

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
            Migration = tries is [.., var final] ? scripts.NameOf(final.Session.Failed) : null,
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
        return IsPartial ? new WorkspaceMigrationException(WhatIsLeft(cause), Exception) { Migration = Migration }
            : time.IsOver ? new TimeoutException($"The workspace took longer than {time.Limit} and was rolled back.", Exception)
            : Exception is OperationCanceledException ? new WorkspaceMigrationException($"{cause}, and was rolled back.", Exception)
            : Migration is not null
                ? new WorkspaceMigrationException($"The migration {Migration} failed: {cause}.", Exception) { Migration = Migration }
            : Exception;
    }

    private string WhatIsLeft(string cause)
        => this switch
        {
            { IsDone: true } =>
                $"The schema is at {Left!.Version}, but the catalogue could not be written: {cause}. Migrate again to write it.",
            { Left.Progress: { } progress } =>
                $"The migration {progress.MigrationId} stopped at its statement {progress.Statement + 1}, and what came before is "
                + $"committed, because it has a statement outside a transaction: {cause}. Fix the cause and migrate again; it resumes "
                + "there.",
            _ => $"The schema is at {Left!.Version ?? "none"}, which is committed; what was to follow was rolled back: {cause}. "
                + "Fix the cause and migrate again; it resumes there.",
        };
}
