namespace PmAssist.Tenancy.Cutover;

/// <summary>
/// Carries a source database, with all workspaces' rows in shared tables, over to the master schema and one schema per workspace.
/// In this order: discover and plan; run, and catch up as often as wanted, while the application writes to the source; fence; verify; open;
/// retire; drop. Each step may be repeated after a failure or a crash, and goes on where it stopped.
/// </summary>
/// <remarks>
/// Singleton, safe to use from any thread. One cutover at a time: a second call waits for the locks of what the first works on.
/// The master schema has to be there. Every step but the first two is written to the audit log.
/// </remarks>
public interface IWorkspaceCutover
{
    /// <summary>Reads the source database's catalogue and proposes a description. Changes nothing.</summary>
    /// <param name="known">Where the source database lies, and tables that are described already and kept; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CutoverException">The source database cannot be read.</exception>
    Task<CutoverDiscovery> DiscoverAsync(CutoverDescription? known = null, CancellationToken cancellationToken = default);

    /// <summary>Says what would be created, how many rows go where, and which rows break a rule. Changes nothing.</summary>
    /// <param name="description">The source database.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CutoverException">The source database cannot be read.</exception>
    Task<CutoverPlan> PlanAsync(CutoverDescription description, CancellationToken cancellationToken = default);

    /// <summary>
    /// Creates the workspaces, suspended, and copies their rows, each workspace in one transaction. The source tables are only read.
    /// Workspaces that an earlier run carried over are left as they are.
    /// </summary>
    /// <param name="description">The source database.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">
    /// Receives a report after each workspace, one at a time, from any thread. What it throws ends the pass and is thrown.
    /// </param>
    /// <param name="cancellationToken">Cancels the run; workspaces that are done stay done.</param>
    /// <exception cref="CutoverException">The plan has problems or violations that stop it, or the cutover is past this step.</exception>
    Task<CutoverReport> RunAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<RunProgress<CutoverResult>>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Carries over what changed since the last pass, new and deleted workspaces included. The source tables are only read. Under the
    /// fence it compares all rows, so that what a verification found is carried over; verify again after it.
    /// </summary>
    /// <param name="description">The source database. Where it differs from the last pass, all rows are compared.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">
    /// Receives a report after each workspace, one at a time, from any thread. What it throws ends the pass and is thrown.
    /// </param>
    /// <param name="cancellationToken">Cancels the pass; workspaces that are done stay done.</param>
    /// <exception cref="CutoverException">There was no run, or the cutover is past this step.</exception>
    Task<CutoverReport> CatchUpAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<RunProgress<CutoverResult>>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes the source tables refuse every write, with triggers, then carries over what changed since the last pass. If that fails,
    /// the source tables take writes again. Called again under the fence it does what <see cref="CatchUpAsync"/> does there.
    /// </summary>
    /// <param name="description">The source database.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">
    /// Receives a report after each workspace, one at a time, from any thread. What it throws ends the pass and is thrown.
    /// </param>
    /// <param name="cancellationToken">Cancels the call; the source tables then take writes again.</param>
    /// <exception cref="CutoverException">Not every workspace was carried over, or the cutover is past this step.</exception>
    Task<CutoverReport> FenceAsync(
        CutoverDescription description,
        CutoverOptions? options = null,
        IProgress<RunProgress<CutoverResult>>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Compares the number and the checksum of the rows of each table of each workspace on both sides, and looks for the keys where
    /// they differ. Under the fence, a comparison without a difference is what <see cref="RetireAsync"/> asks for.
    /// </summary>
    /// <param name="description">The source database.</param>
    /// <param name="options">How many workspaces at once, and who does it; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CutoverException">There was no run, or the source tables are gone.</exception>
    Task<CutoverVerification> VerifyAsync(
        CutoverDescription description, CutoverOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Gives the new workspaces the states that those of the source have, so that they can be used.</summary>
    /// <param name="options">Who does it; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CutoverException">
    /// The source tables are not fenced, or the last verification found differences and
    /// <see cref="CutoverOptions.OpenWithDifferences"/> is not set.
    /// </exception>
    /// <remarks>
    /// Where a roll-back was cut off while it looked for new writes, it opens the workspaces again; called twice it changes nothing.
    /// </remarks>
    Task OpenAsync(CutoverOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Renames the source tables to <c>retired_…</c>. They still refuse writes.</summary>
    /// <param name="description">The source database.</param>
    /// <param name="options">Who does it; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CutoverException">The workspaces are not open, or both sides were not found the same before that.</exception>
    Task RetireAsync(CutoverDescription description, CutoverOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Drops the renamed source tables. There is no way back after this.</summary>
    /// <param name="description">The source database.</param>
    /// <param name="options">Who does it; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CutoverException">The source tables were not retired.</exception>
    Task DropAsync(CutoverDescription description, CutoverOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes everything back: the source tables have their names and take writes again, the carried workspaces and rows are removed
    /// from the new side. An open side is suspended first, and opened again if it is refused.
    /// </summary>
    /// <param name="description">The source database.</param>
    /// <param name="discardNewWrites">
    /// Whether to go on although the new side has writes of its own, which are then lost. Default: false.
    /// </param>
    /// <param name="options">Who does it; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CutoverException">
    /// The new side has writes of its own, or the source tables are gone. Nothing was changed.
    /// </exception>
    Task RollBackAsync(
        CutoverDescription description,
        bool discardNewWrites = false,
        CutoverOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>How far the cutover is.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<CutoverPhase> GetPhaseAsync(CancellationToken cancellationToken = default);
}
