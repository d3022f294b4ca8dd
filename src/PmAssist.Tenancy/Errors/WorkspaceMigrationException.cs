using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy;

/// <summary>A schema could not be created, migrated or dropped.</summary>
public sealed class WorkspaceMigrationException : TenancyException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public WorkspaceMigrationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    internal WorkspaceMigrationException(string message, Exception? innerException, FailedStatement? failed)
        : this(message, innerException)
        => (Context, Migration, Statement) = (failed?.Context, failed?.Migration, failed?.Text);

    /// <summary>What failed, as an error above this one tells it again; null for nothing.</summary>
    internal FailedStatement? Failed => Statement is null ? null : new(Statement) { Context = Context, Migration = Migration };

    /// <summary>
    /// The migration that failed, <c>20260101000000_Name</c>, with <c>BillingDbContext/</c> before it where the host has several contexts;
    /// null if none did, or if the database did not tell.
    /// </summary>
    public string? Migration { get; }

    /// <summary>The name of the class of the context whose migration failed; null if none did, or if the database did not tell.</summary>
    public string? Context { get; }

    /// <summary>
    /// The SQL of the statement that failed, with the workspace's schema in it; null if none did, or if the database did not tell. It can
    /// hold what a migration writes as a literal.
    /// </summary>
    public string? Statement { get; }

    /// <summary>
    /// Whether the request itself was impossible and nothing was tried: that is not a failure of the workspace, so none is recorded.
    /// </summary>
    internal bool IsRefusal { get; init; }
}
