using FluentAssertions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Portability;
using PmAssist.Tenancy.Specifications.Zoo;
using PmAssist.Tenancy.Specifications.Zoo.Models;
using PmAssist.Tenancy.Sqlite.Tests;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>
/// Files on SQL Server with no server: one of SQLite's goes through every call of the package, against what the recorder keeps of the
/// statements, and each statement is proved by Microsoft's own parser.
/// </summary>
public sealed class PortabilityTests
{
    public static TheoryData<string> Models
        =>
        [
            nameof(EveryType), nameof(JsonColumns), nameof(Cycles), nameof(ConstraintsAndIndexes), nameof(ManyToMany),
            nameof(ComputedColumns), nameof(KeylessTables), nameof(TablePerType), nameof(OwnedTypes),
        ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Models))]
    public Task A_file_of_SQLite_is_imported_exported_restored_cloned_and_copied_from(string model)
        => ZooModels.VisitAsync(model, new Journey());

    private sealed class Journey : IZooVisitor
    {
        public async Task VisitAsync<TModel>()
            where TModel : ZooModel, new()
        {
            await using var sqlite = await TestHost.StartWithModelAsync<ZooContext<TModel>>(new SqliteDatabase());
            var first = await sqlite.CreateWorkspaceAsync();
            await using (var lease = await sqlite.RentAsync<ZooContext<TModel>>(first))
            {
                new TModel().Add(lease.Context, "mark");
                await lease.Context.SaveChangesAsync(Token);
            }

            var file = await sqlite.ExportAsync(first);
            var server = new RecordingServer();
            server.CatalogueViews["identity_columns"] = [[1]];
            await using var services = RecordedHost.Create<ZooContext<TModel>>(server);
            await using (var unbound = services.GetRequiredService<IDbContextFactory<ZooContext<TModel>>>().CreateDbContext())
            {
                ModelMigrations.Use(unbound);
            }

            await services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync(cancellationToken: Token);
            await using var scope = services.CreateAsyncScope();
            var portability = scope.ServiceProvider.GetRequiredService<IWorkspacePortability>();
            var before = server.Statements.Count;

            var imported = await portability.ImportAsync(new MemoryStream(file), new ImportOptions { OwnerId = "ada" }, Token);
            using var there = new MemoryStream();
            var manifest = await portability.ExportAsync(imported.Id, there, cancellationToken: Token);
            await AssertSameAsync(portability, imported.Id, file);
            await portability.RestoreAsync(imported.Id, new MemoryStream(file), new RestoreOptions { DiscardPrevious = true }, Token);
            await AssertSameAsync(portability, imported.Id, there.ToArray());
            var clone = await portability.CloneAsync(imported.Id, new NewWorkspace("Clone", "ada"), cancellationToken: Token);
            await AssertSameAsync(portability, clone.Id, file);
            await CopyBackAsync(portability, server, clone, manifest, file);
            await AssertSameAsync(portability, clone.Id, file);
            (await SumsAsync(sqlite, there.ToArray())).Should().Equal(await SumsAsync(sqlite, file));
            var back = await sqlite.ImportAsync(there.ToArray(), new ImportOptions { OwnerId = "ada" });
            (await SumsAsync(sqlite, await sqlite.ExportAsync(back))).Should().Equal(await SumsAsync(sqlite, file));

            AssertStatements(
                server.Statements.Skip(before).ToList(),
                new TModel() is Cycles ? ["NOCHECK CONSTRAINT", "WITH CHECK CHECK CONSTRAINT"] : []);
        }

        /// <summary>One row is lost and another has other values: both come back.</summary>
        private static async Task CopyBackAsync(
            IWorkspacePortability portability, RecordingServer server, Workspace workspace, ExportManifest manifest, byte[] file)
        {
            if (manifest.Tables.FirstOrDefault(t => t.Part.Rows > 0 && t.Key.Count > 0) is not { } table)
            {
                return;
            }

            server.Tables[$"{workspace.Schema}.{table.Name}"].RemoveAt(0);
            var choices = manifest.Tables.Select(t => new RowChoice(t.Name)).ToList();
            var lost = await portability.CopyBackAsync(workspace.Id, new MemoryStream(file), choices, cancellationToken: Token);
            (lost.Inserted, lost.Updated).Should().Be((1, 0));

            var changed = server.Tables[$"{workspace.Schema}.{table.Name}"][0];
            var texts = table.Columns.Where(c => c.Type == "text" && !table.Key.Contains(c.Name));
            if (texts.FirstOrDefault(c => changed[c.Name] is string) is { } column)
            {
                changed[column.Name] = "changed";
                var result = await portability.CopyBackAsync(workspace.Id, new MemoryStream(file), choices, cancellationToken: Token);
                (result.Inserted, result.Updated).Should().Be((0, 1));
            }
        }

        private static async Task AssertSameAsync(IWorkspacePortability portability, Guid id, byte[] file)
            => (await portability.CompareAsync(id, new MemoryStream(file), cancellationToken: Token)).Should().OnlyContain(t => t.IsEqual);

        private static async Task<IReadOnlyDictionary<string, string>> SumsAsync(TestHost host, byte[] file)
            => (await host.ReadAsync(file)).Tables.ToDictionary(t => t.Name, t => $"{t.Part.Rows} {t.Checksum}");

        private static void AssertStatements(IReadOnlyList<string> sent, IEnumerable<string> kinds)
        {
            sent.SelectMany(s => TSql.ErrorsIn(s, SqlVersion.Sql130).Concat(TSql.ErrorsIn(s, TSql.Newest))).Should().BeEmpty();
            var texts = sent.Concat(sent.SelectMany(TSql.TextsRunBy)).ToList();
            texts.Should().NotContain(t => t.Contains(WorkspaceSchema.TemplateName, StringComparison.OrdinalIgnoreCase));
            texts.SelectMany(TSql.Find<NamedTableReference>).Select(t => t.SchemaObject).Where(name => name.SchemaIdentifier is null)
                .Should().OnlyContain(name => name.BaseIdentifier.Value.Length == 1, "only aliases have no schema");
            texts.SelectMany(TSql.Find<MergeStatement>).Should().BeEmpty();
            foreach (var kind in (string[])["INSERT INTO", "DELETE FROM", "SET IDENTITY_INSERT", "snapshot_isolation_state", .. kinds])
            {
                sent.Should().Contain(s => s.Contains(kind, StringComparison.Ordinal), "there is {0}", kind);
            }
        }
    }
}
