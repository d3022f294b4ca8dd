using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Portability;
using PmAssist.Tenancy.Specifications.Zoo;
using PmAssist.Tenancy.Sqlite.Tests;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A file of one engine becomes a workspace of another, and back, with no value changed.</summary>
public sealed class CrossEngineTests(PostgreSqlServer server) : Specification(server)
{
    public static TheoryData<string> Models => [.. ZooModels.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public Task A_workspace_goes_from_SQLite_to_PostgreSQL_and_back(string model) => ZooModels.VisitAsync(model, new Journey(this));

    private sealed class Journey(CrossEngineTests tests) : IZooVisitor
    {
        public async Task VisitAsync<TModel>()
            where TModel : ZooModel, new()
        {
            await using var sqlite = TestHost.Create<ZooContext<TModel>>(new SqliteDatabase(), configure: null);
            await using var postgres = TestHost.Create<ZooContext<TModel>>(tests.Server.CreateDatabase(), configure: null);
            foreach (var host in (TestHost[])[sqlite, postgres])
            {
                await using var unbound = host.CreateUnbound<ZooContext<TModel>>();
                if (new TModel().FindGap(new ZooEngine(unbound.Database.ProviderName)) is { } reason)
                {
                    Assert.Skip(reason);
                }
            }

            await PrepareAsync<TModel>(sqlite);
            await PrepareAsync<TModel>(postgres);
            var first = await sqlite.CreateWorkspaceAsync();
            await using (var lease = await sqlite.RentAsync<ZooContext<TModel>>(first))
            {
                new TModel().Add(lease.Context, "mark");
                await lease.Context.SaveChangesAsync(Token);
            }

            var file = await sqlite.ExportAsync(first);
            var second = await postgres.ImportAsync(file, new ImportOptions { OwnerId = "ada" });
            var there = await postgres.ExportAsync(second);
            var third = await sqlite.ImportAsync(there, new ImportOptions { OwnerId = "ada" });
            var back = await sqlite.ExportAsync(third);

            (await SumsAsync(sqlite, there)).Should().Equal(await SumsAsync(sqlite, file));
            (await SumsAsync(sqlite, back)).Should().Equal(await SumsAsync(sqlite, file));
            await using (var lease = await postgres.RentAsync<ZooContext<TModel>>(second))
            {
                await new TModel().CheckAsync(lease.Context, "mark", Token);
            }
        }

        private static async Task PrepareAsync<TModel>(TestHost host)
            where TModel : ZooModel, new()
        {
            host.UseModel<ZooContext<TModel>>();
            await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        }

        private static async Task<IReadOnlyDictionary<string, string>> SumsAsync(TestHost host, byte[] file)
            => (await host.ReadAsync(file)).Tables.ToDictionary(t => t.Name, t => $"{t.Part.Rows} {t.Checksum}");
    }
}
