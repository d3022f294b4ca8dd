using System.Data;

namespace PmAssist.Tenancy;

/// <summary>
/// One transaction over the workspace contexts of a DI scope, whose workspace was entered before. All of them use one connection, that
/// of the host's first context, and those that are resolved during the run join as well. They may be used as usual; what they save is
/// committed together at the end of the run.
/// </summary>
/// <remarks>
/// <para>
/// Scoped; used by one caller at a time, as its scope. Contexts rented from <see cref="IWorkspaceContextFactory{TContext}"/>, those of
/// other scopes and the master do not take part; one of the same workspace is refused during the run, because its changes would
/// not be in the transaction and would wait for it.
/// </para>
/// <para>
/// Where the host enabled retries, for example with <c>EnableRetryOnFailure</c>, the engine's execution strategy repeats the work after a
/// transient error: from its beginning, in a new transaction, with empty change trackers. It does not if one of the contexts was tracking
/// entities when the run began, because the repeated work would miss them, and not if the connection is lost during the commit.
/// </para>
/// </remarks>
public interface IWorkspaceTransactions
{
    /// <summary>
    /// Runs work in a transaction and commits it. If the work throws or is canceled, everything is rolled back. A call inside the work
    /// joins the transaction; if that call fails, nothing is committed, even if its exception is caught.
    /// </summary>
    /// <param name="work">
    /// What to do; gets a token that ends with the call. It must neither commit nor roll back, and may be repeated: what it does outside
    /// the scope's contexts is not undone.
    /// </param>
    /// <param name="isolationLevel">The isolation level; <see cref="IsolationLevel.Unspecified"/> for the engine's own.</param>
    /// <param name="cancellationToken">Cancels the work, but not the commit.</param>
    /// <exception cref="WorkspaceNotBoundException">The scope has no workspace.</exception>
    /// <exception cref="WorkspaceTransactionException">
    /// It could not begin: one of the scope's contexts has a transaction, an open connection or a connection that was set on it, or a
    /// <c>TransactionScope</c> is open, or another call of the scope is running. Or it was not committed as a whole; see
    /// <see cref="WorkspaceTransactionException.MayBeCommitted"/>.
    /// </exception>
    Task RunAsync(
        Func<CancellationToken, Task> work,
        IsolationLevel isolationLevel = IsolationLevel.Unspecified,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="RunAsync(Func{CancellationToken, Task}, IsolationLevel, CancellationToken)"/>
    /// <typeparam name="TResult">What the work returns.</typeparam>
    /// <returns>What the work returned, once it is committed.</returns>
    Task<TResult> RunAsync<TResult>(
        Func<CancellationToken, Task<TResult>> work,
        IsolationLevel isolationLevel = IsolationLevel.Unspecified,
        CancellationToken cancellationToken = default);
}
