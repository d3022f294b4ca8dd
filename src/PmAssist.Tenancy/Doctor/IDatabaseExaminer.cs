namespace PmAssist.Tenancy.Providers;

/// <summary>
/// Examines the database as a whole, for an engine or a package, when the doctor examines the fleet. Registered as a singleton.
/// </summary>
public interface IDatabaseExaminer
{
    /// <summary>Examines the database. Changes nothing.</summary>
    /// <param name="master">A master context with the login for schema changes, its connection open, without a transaction.</param>
    /// <param name="cancellationToken">Ends the examination.</param>
    /// <returns>What was found, made with <see cref="WorkspaceFinding.OfDatabase"/>.</returns>
    Task<IReadOnlyList<WorkspaceFinding>> ExamineAsync(MasterDbContext master, CancellationToken cancellationToken);
}
