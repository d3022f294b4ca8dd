using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace PmAssist.Tenancy.Specifications.Portability;

/// <summary>A workspace becomes a file that says what is in it, and that nobody can change unseen.</summary>
public abstract class ExportSpecification(ITestServer server) : Specification(server)
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(n => (byte)n)];

    [Fact]
    public async Task A_file_says_what_is_in_it()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);

        var manifest = await host.ReadAsync(
            await host.ExportAsync(workspace, new ExportOptions { Members = true, Audit = true, ActorId = "eve" }));

        manifest.Format.Should().Be(ExportManifest.CurrentFormat);
        manifest.Workspace.Id.Should().Be(workspace.Id);
        manifest.Workspace.Slug.Should().Be(workspace.Slug);
        manifest.Contexts.Single().Name.Should().Be(nameof(SpecDbContext));
        manifest.Contexts.Single().Migrations.Should().Equal("20260101000000_SpecInitial");
        manifest.Tables.ToDictionary(t => t.Name, t => t.Part.Rows).Should().BeEquivalentTo(new Dictionary<string, long>
        {
            ["projects"] = 3,
            ["tickets"] = 3,
            ["workspace_integrations"] = 1,
            ["workspace_agents"] = 0,
            ["automation_jobs"] = 0,
        });
        manifest.Tables.Single(t => t.Name == "projects").Columns.Select(c => (c.Name, c.Type)).Should().Equal(
            ("Id", "uuid"), ("Name", "text"), ("Rank", "int32"), ("Settings", "json"), ("WrittenFor", "uuid"));
        manifest.Tables.Select(t => t.Name).Should().ContainInOrder("projects", "tickets");
        manifest.Members!.Rows.Should().Be(1);
        manifest.Audit!.Rows.Should().BeGreaterThanOrEqualTo(3);
        manifest.IsPartial.Should().BeFalse();
        var audit = (await host.AuditAsync(workspace.Id)).Single(e => e.Action == "workspace.exported");
        audit.ActorId.Should().Be("eve");
    }

    [Fact]
    public async Task Standard_tools_read_the_file()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace, projects: 2);

        using var archive = new ZipArchive(new MemoryStream(await host.ExportAsync(workspace)), ZipArchiveMode.Read);

        archive.Comment.Should().MatchRegex("^sha256:[0-9a-f]{64}$");
        using var reader = new StreamReader(archive.GetEntry("tables/projects.jsonl")!.Open(), Encoding.UTF8);
        var rows = (await reader.ReadToEndAsync(Token)).TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        rows.Select(r => r.GetProperty("Name").GetString()).Should().BeEquivalentTo("Größe \"1\" \\ 📦\n", "Größe \"2\" \\ 📦\n");
        rows.Select(r => r.GetProperty("Rank").GetInt32()).Should().BeEquivalentTo([1, 2]);
    }

    [Fact]
    public async Task A_checksum_is_what_the_documentation_says()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace, projects: 3);
        var file = await host.ExportAsync(workspace);
        var tables = (await host.ReadAsync(file)).Tables.Where(t => t.Part.Rows > 1 && t.Columns.All(c => c.Type != "json")).ToList();
        using var archive = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);

        tables.Should().NotBeEmpty();
        foreach (var table in tables)
        {
            using var reader = new StreamReader(archive.GetEntry(table.Part.Entry)!.Open(), Encoding.UTF8);
            var lines = (await reader.ReadToEndAsync(Token)).TrimEnd('\n').Split('\n');
            var sum = lines.Aggregate(UInt128.Zero, (sum, line) => sum + XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(line)));
            table.Checksum.Should().Be(sum.ToString("x32", CultureInfo.InvariantCulture), table.Name);
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Every_flipped_byte_is_refused_and_every_cut()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var file = await host.ExportAsync(workspace, new ExportOptions { Tables = ["projects"] });

        for (var at = 0; at < file.Length; at++)
        {
            var flipped = file.ToArray();
            flipped[at] ^= (byte)(1 << (at % 8));
            await FluentActions.Awaiting(() => host.ReadAsync(flipped)).Should().ThrowAsync<ExportFileException>($"byte {at} is another");
            await FluentActions.Awaiting(() => host.ReadAsync(file[..at])).Should().ThrowAsync<ExportFileException>($"it ends at {at}");
        }

        await FluentActions.Awaiting(() => host.ReadAsync([.. file, 0])).Should().ThrowAsync<ExportFileException>();
        (await host.ReadAsync(file)).IsPartial.Should().BeTrue();
    }

    [Fact]
    public async Task A_signed_file_needs_its_key_and_an_unsigned_one_none()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        var signed = await host.ExportAsync(workspace, new ExportOptions { SigningKey = Key });
        var plain = await host.ExportAsync(workspace);

        (await host.ReadAsync(signed, Key)).Workspace.Id.Should().Be(workspace.Id);
        (await RefusalAsync(signed, null)).Should().Contain("is signed");
        (await RefusalAsync(signed, new byte[32])).Should().Contain("another key");
        (await RefusalAsync(plain, Key)).Should().Contain("is not signed");
        await FluentActions.Awaiting(() => host.ExportAsync(workspace, new ExportOptions { SigningKey = new byte[15] }))
            .Should().ThrowAsync<PortabilityException>();

        async Task<string> RefusalAsync(byte[] file, byte[]? key)
            => (await FluentActions.Awaiting(() => host.ReadAsync(file, key is null ? null : (ReadOnlyMemory<byte>?)key))
                .Should().ThrowAsync<ExportFileException>()).Which.Message;
    }

    [Fact]
    public async Task A_workspace_whose_schema_is_lost_gives_a_typed_error()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.Database.LoseAsync(workspace.Schema);

        await FluentActions.Awaiting(() => host.ExportAsync(workspace)).Should().ThrowAsync<TenancyException>();
    }

    [Fact]
    public async Task What_is_not_there_is_refused_before_anything_is_written()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        ExportOptions[] wrong =
        [
            new() { Tables = ["nothing"] }, new ExportOptions().Mask("projects", "Nothing", v => v),
            new ExportOptions().Mask("nothing", "Id", v => v),
        ];

        foreach (var options in wrong)
        {
            using var destination = new MemoryStream();
            await FluentActions.Awaiting(() => host.PortAsync(p => p.ExportAsync(workspace.Id, destination, options, Token)))
                .Should().ThrowAsync<PortabilityException>();
            destination.Length.Should().Be(0);
        }
    }
}
