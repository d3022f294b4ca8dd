using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>Creates and migrates the master schema.</summary>
internal sealed class MasterMigrator(TenancyContexts contexts, SchemaSessions sessions, TenancyOptions tenancy, SchemaHooks hooks)
{
    public async Task MigrateAsync(MigrationTarget target, CancellationToken cancellationToken)
    {
        var (scripts, options) = Plan(target);
        try
        {
            await sessions.InMasterAsync(options, (session, token) => UpdateAsync(session, scripts, target, token), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (DatabaseError.CauseOf(exception) is { } cause)
        {
            throw new WorkspaceMigrationException(
                $"The master schema '{tenancy.MasterSchema}' could not be migrated: {DatabaseError.Sentence(cause.Message)} "
                + "Check that the database is there, that the connection is right and that its login may change schemas; then try again.",
                exception);
        }
    }

    private static Func<string, string> BindingOf(DbContext context) => context.GetService<ISchemaBinding>().Bind;

    private (MigrationScripts Scripts, SchemaSessionOptions Options) Plan(MigrationTarget target)
    {
        using var context = contexts.CreateMaster();
        var scripts = new MigrationScripts([new MigrationRenderer(context, qualifier: "").Render()]);
        _ = scripts.GoalsOf(target);
        var bind = BindingOf(context);
        return (scripts, new SchemaSessionOptions(
            mayBeMissing: true,
            query: scripts.ReadHistory is { } query ? new SchemaQuery(bind(query.Text), [.. query.Tables.Select(bind)]) : null,
            spansTransactions: scripts.SpansTransactions(_ => context, target)));
    }

    private async Task<bool> UpdateAsync(
        SchemaSession session, MigrationScripts scripts, MigrationTarget target, CancellationToken cancellationToken)
    {
        var work = new SchemaWork(session, BindingOf(session.Context));
        var update = await SchemaUpdater.UpdateAsync(
            work, scripts, target, session.Answer, Seeding.AfterMigrations, cancellationToken).ConfigureAwait(false);
        if (update.ChangedAnything && hooks.MasterMigrated is { } masterMigrated)
        {
            await work.FlushAsync(cancellationToken).ConfigureAwait(false);
            await masterMigrated((MasterDbContext)session.Context, cancellationToken).ConfigureAwait(false);
        }

        await work.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return update.ChangedAnything;
    }
}
