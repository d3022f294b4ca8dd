using System.Data.Common;
using System.Globalization;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>Opens the source database, reads what it has, and puts a description against it.</summary>
internal sealed class CutoverSources(ISchemaSessions sessions, CutoverDialect dialect, TenancyProvider provider)
{
    /// <exception cref="CutoverException">It cannot be opened, or cannot be used by a cutover.</exception>
    public async Task<CutoverSource> OpenAsync(CutoverDescription description, bool writable, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (dialect.FindObstacle(provider) is { } obstacle)
        {
            throw new CutoverException(obstacle);
        }

        var context = sessions.CreateMasterContext();
        DbConnection? connection = null;
        try
        {
            connection = await dialect.OpenSourceAsync(context, description, writable, cancellationToken).ConfigureAwait(false);
            await RefusePoolerAsync(connection, description, cancellationToken).ConfigureAwait(false);
            var commands = new CutoverCommands(connection);
            await commands.PrepareAsync(dialect, checks: true, cancellationToken).ConfigureAwait(false);
            var catalogue = await SourceCatalogue
                .ReadAsync(commands, dialect, dialect.SourceSchema(description), cancellationToken).ConfigureAwait(false);
            var workspace = sessions.WorkspaceModels;
            var mapping = new CutoverMapping(description, catalogue, dialect, provider.Bulk, context, workspace);
            var optimistic = new CutoverMapping(description, catalogue, dialect, provider.Bulk, context, workspace, isOptimistic: true);
            var newSide = dialect.StagedName(description, "") is null
                ? mapping
                : new CutoverMapping(
                    description,
                    catalogue.Staged(dialect),
                    dialect,
                    provider.Bulk,
                    context,
                    workspace,
                    table => dialect.StagedName(description, table)!);
            var ignoresCase = await IgnoresCaseAsync(commands, mapping, cancellationToken).ConfigureAwait(false);
            return new CutoverSource(
                sessions, dialect, description, context, connection, commands, catalogue, mapping, optimistic, newSide, ignoresCase);
        }
        catch (Exception exception)
        {
            await CutoverSource.CloseAsync(context, connection).ConfigureAwait(false);
            if (exception is DbException or ArgumentException && connection is null)
            {
                throw new CutoverException(
                    $"The source database cannot be opened: {SqlText.Sentence(exception.Message)} "
                    + "Check where the description says it is.",
                    exception);
            }

            throw;
        }
    }

    /// <summary>
    /// Whether the source keys are compared whatever their case, as the column's collation has it: asked of the keys themselves.
    /// </summary>
    private static async Task<bool> IgnoresCaseAsync(
        CutoverCommands commands, CutoverMapping mapping, CancellationToken cancellationToken)
    {
        if (mapping.Problems.Count > 0)
        {
            return true;
        }

        var rows = await commands.QueryAsync(mapping.Workspaces.Queries.SelectCasedKeys(), cancellationToken).ConfigureAwait(false);
        return Convert.ToInt64(rows[0][0], CultureInfo.InvariantCulture) == 0;
    }

    /// <summary>A cutover keeps functions and settings in its sessions, which a pooler in transaction mode shares among all.</summary>
    private async Task RefusePoolerAsync(
        DbConnection connection, CutoverDescription description, CancellationToken cancellationToken)
    {
        if (await dialect.ChangesSessionAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            var setting = description.Source is null ? "schemaChangeConnectionString of UseNpgsql" : "description's Source";
            throw new CutoverException(
                $"The {setting} leads through a pooler in transaction mode: the server process changes between two statements of one "
                + "session, and a cutover keeps functions and settings in its session. Give UseNpgsql a schemaChangeConnectionString that "
                + "leads to the server itself, and so does the description's Source where it has one. Nothing was changed.");
        }
    }
}
