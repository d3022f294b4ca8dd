using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PmAssist.Tenancy.Specifications.Portability;

/// <summary>A file that somebody made by hand, with a seal that is right.</summary>
public abstract class ForgedFileSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task What_the_manifest_does_not_say_is_refused()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace);

        (await RefusalAsync(Forge(file, "manifest.json", m => m.Replace("\"format\": 1", "\"format\": 2")))).Should().Contain("format 2");
        (await RefusalAsync(Forge(file, "manifest.json", m => m.Replace("\"format\"", "\"other\"")))).Should().Contain("no format");
        (await RefusalAsync(Forge(file, "manifest.json", _ => "{"))).Should().Contain("cannot be read");
        (await RefusalAsync(Forge(file, "tables/projects.jsonl", rows => rows + rows)))
            .Should().Contain("not what the file's manifest says");
        (await RefusalAsync(Forge(file, "tables/projects.jsonl", rows => rows.Replace("\"Rank\":1", "\"Rank\":2"))))
            .Should().Contain("projects.jsonl");
        (await RefusalAsync(Forge(file, "tables/projects.jsonl", _ => new string('0', 1 << 24)))).Should().Contain("projects.jsonl");
        (await RefusalAsync(Forge(file, "../../evil", _ => "x"))).Should().Contain("other parts");
        (await RefusalAsync(Seal([1, 2, 3, .. new byte[200]]))).Should().Contain("no export");
        (await host.ReadAsync(Forge(file, "manifest.json", m => m))).Rows.Should().Be(7);

        async Task<string> RefusalAsync(byte[] forged)
            => (await FluentActions.Awaiting(() => host.ReadAsync(forged)).Should().ThrowAsync<ExportFileException>()).Which.Message;
    }

    [Fact]
    public async Task A_manifest_that_makes_no_sense_is_refused()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace);

        (await RefusalAsync(m => m["tables"]!.AsArray().Add(null))).Should().Contain("a list has a null");
        (await RefusalAsync(m => m["tables"]![0]!["columns"]!.AsArray().Add(null))).Should().Contain("a list has a null");
        (await RefusalAsync(m => m["contexts"]![0]!["migrations"]![0] = null)).Should().Contain("a list has a null");
        (await RefusalAsync(m => m["contexts"]!.AsArray().Add(m["contexts"]![0]!.DeepClone()))).Should().Contain("context");
        (await RefusalAsync(m => m["tables"]!.AsArray().Add(m["tables"]![0]!.DeepClone()))).Should().Contain("is there twice");
        (await RefusalAsync(m => m["tables"]![0]!["columns"]!.AsArray().Add(m["tables"]![0]!["columns"]![0]!.DeepClone()))).Should().Contain("twice");
        (await RefusalAsync(m => m["tables"]![0]!["key"]![0] = "other")).Should().Contain("'other'");
        (await RefusalAsync(m => m["workspace"]!["properties"] = "[1]")).Should().Contain("properties");

        async Task<string> RefusalAsync(Action<JsonNode> change)
            => (await FluentActions.Awaiting(() => host.ReadAsync(Forge(file, "manifest.json", text => Changed(text, change))))
                .Should().ThrowAsync<ExportFileException>()).Which.Message;
    }

    [Fact]
    public async Task A_row_that_makes_no_sense_changes_nothing()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace, new ExportOptions { Members = true });
        Func<string, string>[] changes =
        [
            _ => "junk\n", _ => "[1]\n", rows => $"\n{rows}", rows => rows.Replace(",\"Rank\":1", ""), rows => rows.Replace("\"Rank\":1", "\"Rank\":1,\"Rank\":2"),
            rows => rows.Replace("Größe", "\\ud800"), rows => rows.Replace("\"Rank\":1", "\"Rank\":\"x\""),
        ];

        foreach (var change in changes)
        {
            var forged = ForgePart(file, "projects.jsonl", change);
            await Refused(p => p.ImportAsync(new MemoryStream(forged), new ImportOptions { OwnerId = "eve" }, Token));
            await Refused(p => p.RestoreAsync(workspace.Id, new MemoryStream(forged), new RestoreOptions { DiscardPrevious = true }, Token));
            await Refused(p => p.CopyBackAsync(workspace.Id, new MemoryStream(forged), [new RowChoice("projects")], cancellationToken: Token));
        }

        var sum = Forge(file, "manifest.json", text => Changed(text, m => TableOf(m, "projects.jsonl")["checksum"] = new string('0', 32)));
        await Refused(p => p.ImportAsync(new MemoryStream(sum), new ImportOptions { OwnerId = "eve" }, Token));
        foreach (var change in (Func<string, string>[])[_ => "junk\n", _ => "null\n", rows => rows + rows, rows => rows.Replace("Owner", "Emperor")])
        {
            var forged = ForgePart(file, "members.jsonl", change);
            await Refused(p => p.ImportAsync(new MemoryStream(forged), new ImportOptions { OwnerId = "eve", Members = true }, Token));
        }

        (await host.CountAsync(workspace)).Should().Be((3, 3));
        (await host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(w => w.ListAsync(cancellationToken: Token))).Should().ContainSingle()
            .Which.Status.Should().Be(WorkspaceStatus.Active);

        async Task Refused<T>(Func<IWorkspacePortability, Task<T>> call)
            => (await FluentActions.Awaiting(() => host.PortAsync(call)).Should().ThrowAsync<TenancyException>())
                .Which.Should().Match(e => e is ExportFileException || e is PortabilityException);
    }

    private static string Changed(string manifest, Action<JsonNode> change)
    {
        var node = JsonNode.Parse(manifest)!;
        change(node);
        return node.ToJsonString();
    }

    private static JsonNode TableOf(JsonNode manifest, string entry)
        => manifest["tables"]!.AsArray().Single(t => ((string)t!["part"]!["entry"]!).EndsWith(entry, StringComparison.Ordinal))!;

    /// <summary>A file with one part changed, and the manifest with it.</summary>
    private static byte[] ForgePart(byte[] file, string entry, Func<string, string> change)
    {
        var bytes = Array.Empty<byte>();
        var name = entry == "members.jsonl" ? entry : $"tables/{entry}";
        var changed = Forge(file, name, rows =>
        {
            bytes = Encoding.UTF8.GetBytes(change(rows));
            return change(rows);
        });
        return Forge(changed, "manifest.json", text => Changed(text, manifest =>
        {
            var part = entry == "members.jsonl" ? manifest["members"]! : TableOf(manifest, entry)["part"]!;
            (part["bytes"], part["rows"]) = (bytes.Length, bytes.Count(b => b == '\n'));
            part["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes));
        }));
    }

    /// <summary>A file with one entry changed or added, sealed anew.</summary>
    private static byte[] Forge(byte[] file, string entry, Func<string, string> change)
    {
        using var target = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read))
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in source.Entries.Select(e => e.FullName).Append(entry).Distinct())
            {
                using var reader = source.GetEntry(name) is { } found ? new StreamReader(found.Open()) : null;
                var text = reader?.ReadToEnd() ?? "";
                using var writer = new StreamWriter(
                    archive.CreateEntry(name).Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                writer.Write(name == entry ? change(text) : text);
            }

            archive.Comment = $"sha256:{new string('0', 64)}";
        }

        return Seal(target.ToArray()[..^71]);
    }

    private static byte[] Seal(byte[] bytes)
        => [.. bytes, .. Encoding.ASCII.GetBytes($"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}")];
}
