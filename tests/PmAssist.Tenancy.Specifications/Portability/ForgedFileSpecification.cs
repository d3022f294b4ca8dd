using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

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
