using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Lets <c>dotnet ef</c> work with an unbound context: at design time there is no workspace, so no migration counts as
/// applied. Everywhere else an unbound read fails, as any command does.
/// </summary>
internal sealed class WorkspaceHistoryRepository(IHistoryRepository inner, WorkspaceBinding binding) : IHistoryRepository
{
    private bool AnswersNone => binding.Schema is null && EF.IsDesignTime;

    public LockReleaseBehavior LockReleaseBehavior => inner.LockReleaseBehavior;

    public bool Exists() => !AnswersNone && inner.Exists();

    public async Task<bool> ExistsAsync(CancellationToken cancellationToken = default)
        => !AnswersNone && await inner.ExistsAsync(cancellationToken).ConfigureAwait(false);

    public IReadOnlyList<HistoryRow> GetAppliedMigrations() => AnswersNone ? [] : inner.GetAppliedMigrations();

    public async Task<IReadOnlyList<HistoryRow>> GetAppliedMigrationsAsync(CancellationToken cancellationToken = default)
        => AnswersNone ? [] : await inner.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false);

    public void Create() => inner.Create();

    public Task CreateAsync(CancellationToken cancellationToken = default) => inner.CreateAsync(cancellationToken);

    public bool CreateIfNotExists() => inner.CreateIfNotExists();

    public Task<bool> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
        => inner.CreateIfNotExistsAsync(cancellationToken);

    public IMigrationsDatabaseLock AcquireDatabaseLock() => inner.AcquireDatabaseLock();

    public Task<IMigrationsDatabaseLock> AcquireDatabaseLockAsync(CancellationToken cancellationToken = default)
        => inner.AcquireDatabaseLockAsync(cancellationToken);

    public string GetCreateScript() => inner.GetCreateScript();

    public string GetCreateIfNotExistsScript() => inner.GetCreateIfNotExistsScript();

    public string GetInsertScript(HistoryRow row) => inner.GetInsertScript(row);

    public string GetDeleteScript(string migrationId) => inner.GetDeleteScript(migrationId);

    public string GetBeginIfNotExistsScript(string migrationId) => inner.GetBeginIfNotExistsScript(migrationId);

    public string GetBeginIfExistsScript(string migrationId) => inner.GetBeginIfExistsScript(migrationId);

    public string GetEndIfScript() => inner.GetEndIfScript();
}
