using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Creates and migrates the master schema.</summary>
internal sealed class MasterMigrator(
    ITenancyContexts contexts, MasterStore master, TenancyProvider provider, TenancyOptions tenancy, SchemaHooks hooks)
{
    public async Task MigrateAsync(MigrationTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await master.ExecuteAsync(
                async token =>
                {
                    await TryAsync(target, token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (DatabaseError.CauseOf(exception) is { } cause)
        {
            throw new WorkspaceMigrationException(
                $"The master schema '{tenancy.MasterSchema}' could not be migrated: {DatabaseError.Sentence(cause.Message)} "
                + "Check that the database is there, that the connection is right and that its login may change schemas; then try again.",
                exception);
        }
    }

    private async Task TryAsync(MigrationTarget target, CancellationToken cancellationToken)
    {
        var context = contexts.CreateMasterForSchemaChange();
        await using var _ = context.ConfigureAwait(false);
        var scripts = MigrationScripts.Render(context);
        scripts.Require(target);
        var change = new SchemaChange(tenancy.MasterSchema, SchemaChangeKind.Create, tenancy.LockTimeout)
        {
            Query = scripts.ReadHistory?.BoundTo(context),
            SpansTransactions = scripts.SpansTransactions(context, target),
        };
        var session = await provider.OpenSessionAsync(context, change, cancellationToken).ConfigureAwait(false);
        await using var __ = session.ConfigureAwait(false);
        var work = new SchemaWork(session);
        var update = await SchemaUpdater.UpdateAsync(work, scripts, target, session.Answer, cancellationToken).ConfigureAwait(false);
        if (update.ChangedAnything && hooks.MasterMigrated is { } masterMigrated)
        {
            await work.FlushAsync(cancellationToken).ConfigureAwait(false);
            await masterMigrated(context, cancellationToken).ConfigureAwait(false);
        }

        await work.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }
}
