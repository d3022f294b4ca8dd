using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using NetTopologySuite.Geometries;
using PmAssist.Tenancy.Specifications;
using PmAssist.Tenancy.Specifications.Portability;
using PmAssist.Tenancy.Sqlite.Tests;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>
/// Spatial values, mapped as EF's plug-ins map them: by <c>RelationalGeometryTypeMapping</c>, whose converter is not the mapping's own.
/// They are kept as well-known binary, so that no native library is needed.
/// </summary>
public sealed class SpatialTests(PostgreSqlServer server) : Specification(server)
{
    [Fact]
    public async Task A_spatial_value_goes_to_another_engine_and_back_as_well_known_text_with_a_note()
    {
        await using var sqlite = await StartAsync(new SqliteDatabase());
        await using var postgres = await StartAsync(Server.CreateDatabase());
        var workspace = await sqlite.CreateWorkspaceAsync();
        await using (var lease = await sqlite.RentAsync<PlaceContext>(workspace))
        {
            lease.Context.AddRange(new Place { Id = 1, At = new Point(1.5, -2) }, new Place { Id = 2 });
            await lease.Context.SaveChangesAsync(Token);
        }

        var file = await sqlite.ExportAsync(workspace);
        var second = await postgres.ImportAsync(file, new ImportOptions { OwnerId = "ada" });
        var there = await postgres.ExportAsync(second);
        var third = await sqlite.ImportAsync(there, new ImportOptions { OwnerId = "ada" });
        await postgres.PortAsync(
            p => p.RestoreAsync(second.Id, new MemoryStream(file), new RestoreOptions { DiscardPrevious = true }, Token));

        foreach (var (host, place) in (IEnumerable<(TestHost, Workspace)>)[(postgres, second), (sqlite, third)])
        {
            await using var lease = await host.RentAsync<PlaceContext>(place);
            (await lease.Context.Set<Place>().OrderBy(p => p.Id).Select(p => p.At).ToListAsync(Token))
                .Should().Equal(new Point(1.5, -2), null);
        }

        var table = (await sqlite.ReadAsync(file)).Tables.Single();
        var column = table.Columns.Single(c => c.Name == "At");
        (column.Type, column.Note).Should().Be(("spatial", "well-known text, without the SRID"));
        (await postgres.ReadAsync(there)).Tables.Single().Checksum.Should().Be(table.Checksum);
        (await LinesAsync(file, table.Part.Entry)).Should().Contain("""{"At":"POINT (1.5 -2)","Id":1}""");
    }

    private static async Task<string[]> LinesAsync(byte[] file, string entry)
    {
        await using var archive = new ZipArchive(new MemoryStream(file));
        using var reader = new StreamReader(archive.GetEntry(entry)!.Open());
        return (await reader.ReadToEndAsync(Token)).Split('\n');
    }

    private static async Task<TestHost> StartAsync(ITestDatabase database)
    {
        var host = TestHost.Create<PlaceContext>(
            database, tenancy => tenancy.ConfigureContext((_, options) => PointMapping.Use(options)));
        host.UseModel<PlaceContext>();
        await host.Migrator.MigrateMasterAsync(cancellationToken: Token);
        return host;
    }

    private sealed class Place
    {
        public int Id { get; set; }

        public Point? At { get; set; }
    }

    private sealed class PlaceContext(DbContextOptions<PlaceContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Place>().ToTable("places").Property(p => p.At)
                .HasColumnType(Database.IsNpgsql() ? "bytea" : "BLOB");
    }

    [DbContext(typeof(PlaceContext))]
    [Migration("20260101000000_Places")]
    private sealed class Initial : ModelMigration;
}
