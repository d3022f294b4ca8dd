using System.Text.Json.Nodes;
using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.Specifications.CommandLine;

/// <summary>A cutover from its discovery to its end, and back, with nothing but verbs.</summary>
public abstract class CutoverVerbSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task A_cutover_goes_through_all_its_verbs()
    {
        await using var world = await CutoverWorld.StartAsync(Server.CreateDatabase(), new OldShape(Workspaces: 3, Rows: 60));
        var shell = new Shell(world.Host.Services);
        var file = Path.Combine(Path.GetTempPath(), $"pmassist-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, world.Description.ToJson(), Token);
        var quarantine = $"--quarantine {world.Options.QuarantineFile}";
        try
        {
            (await shell.ExpectAsync(0, "cutover status")).Out.Should().Be("phase  None\nnext   run\n");
            (await shell.RunAsync($"cutover discover {file} --json")).Json["description"]!["tables"]!.AsArray().Should().NotBeEmpty();
            (await shell.ExpectAsync(2, "cutover plan missing.json")).Error.Should().Contain("cutover discover");
            (await shell.ExpectAsync(0, $"cutover plan {file} --json")).Json["workspaces"]!.GetValue<int>().Should().Be(3);
            (await shell.ExpectAsync(0, $"cutover plan {file}")).Out.Should().Contain("can run     yes");
            (await shell.ExpectAsync(0, $"cutover run {file} {quarantine} --dry-run")).Error.Should().Be("Nothing was changed.\n");
            (await shell.ExpectAsync(0, $"cutover run {file} {quarantine} --parallel 2 --json")).Json["phase"]!.GetValue<string>()
                .Should().Be("copying");
            (await shell.ExpectAsync(3, "cutover status --json")).Json["next"]!.GetValue<string>().Should().Contain("catch-up");
            await shell.ExpectAsync(0, $"cutover catch-up {file} {quarantine}");
            (await shell.ExpectAsync(1, "cutover open")).Error.Should().NotBeEmpty();
            (await shell.ExpectAsync(2, $"cutover fence {file} {quarantine}")).Error.Should().Contain("--yes");
            (await shell.ExpectAsync(0, $"cutover fence {file} {quarantine} --yes")).Out.Should().StartWith("phase  Fenced\n");
            (await shell.ExpectAsync(0, $"cutover verify {file} --json")).Json["isClean"]!.GetValue<bool>().Should().BeTrue();
            (await shell.ExpectAsync(0, "cutover open --json")).Json["phase"]!.GetValue<string>().Should().Be("open");
            await shell.ExpectAsync(0, $"cutover retire {file}");
            (await shell.ExpectAsync(2, $"cutover rollback {file}")).Error.Should().Contain("--yes");
            await shell.ExpectAsync(0, $"cutover rollback {file} --yes");
            await shell.ExpectAsync(0, "cutover status");
            (await shell.ExpectAsync(2, $"cutover drop {file}")).Error.Should().Contain("Nothing brings them back");
            (await shell.ExpectAsync(1, $"cutover drop {file} --yes --json")).Json["kind"]!.GetValue<string>().Should().Be("Cutover");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
