using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.Extensions.Logging;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>What is done to the source tables themselves, each of it such that it may be done again.</summary>
internal sealed class SourceTables(
    IDbContextFactory<MasterDbContext> masters, CutoverDialect dialect, ILogger<IWorkspaceCutover> logger)
{
    private const string RetiredPrefix = "retired_";
    private const string FenceMessage = "This table has moved to the workspaces and takes no more writes.";

    /// <summary>The description of the renamed tables.</summary>
    public static CutoverDescription Retired(CutoverDescription description)
        => new()
        {
            Source = description.Source,
            SourceSchema = description.SourceSchema,
            Tables =
            [
                .. description.Tables.Select(t => new CutoverTable
                {
                    Name = RetiredPrefix + t.Name,
                    Target = t.Target,
                    WorkspaceColumn = t.WorkspaceColumn,
                    ChangeColumn = t.ChangeColumn,
                    Columns = t.Columns,
                    Drop = t.Drop,
                    Choices = t.Choices,
                }),
            ],
        };

    public async Task FenceAsync(CutoverSource source, CancellationToken cancellationToken)
    {
        var schema = SchemaOf(source);
        await OneByOneAsync(source, table => dialect.Fence(schema, table, FenceMessage), cancellationToken).ConfigureAwait(false);
        CutoverLog.FenceUp(logger, There(source).Count());
    }

    public async Task UnfenceAsync(CutoverSource source, CancellationToken cancellationToken)
    {
        var schema = SchemaOf(source);
        await OneByOneAsync(source, table => dialect.Unfence(schema, table), cancellationToken).ConfigureAwait(false);
        CutoverLog.FenceDown(logger, There(source).Count());
    }

    public Task RetireAsync(CutoverSource source, CancellationToken cancellationToken)
        => RenameAsync(source, name => name, name => RetiredPrefix + name, cancellationToken);

    public Task BringBackAsync(CutoverSource source, CancellationToken cancellationToken)
        => RenameAsync(source, name => RetiredPrefix + name, name => name[RetiredPrefix.Length..], cancellationToken);

    /// <summary>Drops the tables, those that others refer to last.</summary>
    public Task DropAsync(CutoverSource source, CancellationToken cancellationToken)
    {
        var schema = SchemaOf(source);
        var drops = Enumerable.Reverse(source.Mapping.Tables)
            .Select(t => new DropTableOperation { Name = source.Catalogue.NameOf(t.Table.Name)!, Schema = schema });
        return source.InTransactionAsync([.. Unfences(source), .. Generate([.. drops])], cancellationToken);
    }

    /// <summary>
    /// A transaction for each table: the application's own take the tables in an order of their own, and one that waits for several
    /// would be a deadlock with them.
    /// </summary>
    private static async Task OneByOneAsync(
        CutoverSource source, Func<string, IReadOnlyList<string>> statements, CancellationToken cancellationToken)
    {
        foreach (var table in There(source))
        {
            await source.InTransactionAsync(statements(table), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The names of the source tables that are there, as the database has them.</summary>
    private static IEnumerable<string> There(CutoverSource source)
        => source.Description.Tables.Select(t => source.Catalogue.NameOf(t.Name)).OfType<string>();

    private IEnumerable<string> Unfences(CutoverSource source) => There(source).SelectMany(t => dialect.Unfence(SchemaOf(source), t));

    private Task RenameAsync(
        CutoverSource source, Func<string, string> from, Func<string, string> to, CancellationToken cancellationToken)
    {
        var schema = SchemaOf(source);
        var there = source.Description.Tables.Select(t => source.Catalogue.NameOf(from(t.Name))).OfType<string>();
        var renames = there.Select(
            name => new RenameTableOperation { Name = name, Schema = schema, NewName = to(name), NewSchema = schema });
        return source.InTransactionAsync(Generate([.. renames]), cancellationToken);
    }

    private string SchemaOf(CutoverSource source) => dialect.SourceSchema(source.Description);

    private List<string> Generate(IReadOnlyList<MigrationOperation> operations)
    {
        using var context = masters.CreateDbContext();
        return [.. context.GetService<IMigrationsSqlGenerator>().Generate(operations).Select(c => c.CommandText)];
    }
}
