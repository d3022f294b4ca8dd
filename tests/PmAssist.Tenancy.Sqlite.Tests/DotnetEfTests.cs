namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>The verbs of <c>dotnet ef</c> in a host, against no server. About a minute, most of it builds.</summary>
[Trait("Category", "Long")]
public sealed class DotnetEfTests : IAsyncLifetime
{
    private QuickstartCopy _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string SnapshotFile => _host.PathOf("Migrations", "Sqlite", "QuickstartDbContextSqliteModelSnapshot.cs");

    public async ValueTask InitializeAsync() => _host = await QuickstartCopy.CreateAsync(Token);

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_verb_works_with_the_hosts_own_context()
    {
        await _host.BuildAsync(Token);
        await NothingIsPendingAsync();
        await MigrationsAreListedForTheChosenEngineAsync();
        await ScriptsNameTheTemplateAsync();
        await UpdatingTheTemplateIsRefusedAsync();

        await AddAColumnAsync();
        await _host.BuildAsync(Token);
        await AChangedModelIsNoticedAsync();
        var snapshot = await File.ReadAllTextAsync(SnapshotFile, Token);
        await AMigrationIsAddedAgainstTheTemplateAsync();

        await _host.BuildAsync(Token);
        await TheMigrationIsRemovedAsync(snapshot);
    }

    private async Task NothingIsPendingAsync()
    {
        foreach (var engine in (string[][])[[], ["--postgresql", "Host=localhost"]])
        {
            var (exitCode, output) = await _host.EfAsync("migrations has-pending-model-changes", Token, engine);
            output.Should().Contain("No changes have been made to the model");
            exitCode.Should().Be(0);
        }
    }

    private async Task MigrationsAreListedForTheChosenEngineAsync()
    {
        var (exitCode, sqlite) = await _host.EfAsync("migrations list", Token);
        exitCode.Should().Be(0, "the output is {0}", sqlite);
        sqlite.Should().Contain($"{InitialOf("Sqlite")} (Pending)").And.NotContain(InitialOf("PostgreSql"));

        var postgresql = (await _host.EfAsync("migrations list", Token, "--postgresql", "Host=localhost")).Output;
        postgresql.Should().Contain($"{InitialOf("PostgreSql")} (Pending)").And.NotContain(InitialOf("Sqlite"));
    }

    private async Task ScriptsNameTheTemplateAsync()
    {
        var (exitCode, script) = await _host.EfAsync("migrations script", Token, "--postgresql", "Host=localhost");
        exitCode.Should().Be(0, "the output is {0}", script);
        script.Should().Contain($"CREATE TABLE {WorkspaceSchema.TemplateName}.meeting_notes")
            .And.Contain($"CREATE TABLE IF NOT EXISTS {WorkspaceSchema.TemplateName}.\"__EFMigrationsHistory\"");
    }

    private async Task UpdatingTheTemplateIsRefusedAsync()
    {
        var (exitCode, output) = await _host.EfAsync("database update", Token);
        exitCode.Should().NotBe(0);
        output.Should().Contain("IWorkspaceMigrator.RunAsync()");
        Directory.Exists(_host.PathOf("quickstart-data")).Should().BeFalse("nothing was opened");
    }

    private async Task AddAColumnAsync()
    {
        var file = _host.PathOf("QuickstartDbContext.cs");
        var code = await File.ReadAllTextAsync(file, Token);
        var changed = code.Replace(
            "public Guid Id { get; set; }", "public Guid Id { get; set; }\n\n    public string? Author { get; set; }",
            StringComparison.Ordinal);
        changed.Should().NotBe(code);
        await File.WriteAllTextAsync(file, changed, Token);
    }

    private async Task AChangedModelIsNoticedAsync()
    {
        var (exitCode, output) = await _host.EfAsync("migrations has-pending-model-changes", Token);
        exitCode.Should().NotBe(0);
        output.Should().Contain("Changes have been made to the model");
    }

    private async Task AMigrationIsAddedAgainstTheTemplateAsync()
    {
        var (exitCode, output) = await _host.EfAsync("migrations add Extra -o Migrations/Sqlite", Token);
        exitCode.Should().Be(0, "the output is {0}", output);
        var migration = await File.ReadAllTextAsync(Extra().Single(f => !f.EndsWith(".Designer.cs", StringComparison.Ordinal)), Token);
        migration.Should().Contain("name: \"Author\"").And.Contain($"schema: \"{WorkspaceSchema.TemplateName}\"")
            .And.Contain("namespace Quickstart.Migrations.Sqlite");
        (await File.ReadAllTextAsync(SnapshotFile, Token)).Should().Contain("Author");
        Directory.GetFiles(_host.Directory, "*Snapshot.cs", SearchOption.AllDirectories)
            .Should().HaveCount(3, "each engine keeps its own, where it was");
        (await File.ReadAllTextAsync(_host.PathOf("Migrations", "PostgreSql", "QuickstartDbContextPostgreSqlModelSnapshot.cs"), Token))
            .Should().NotContain("Author");
    }

    private async Task TheMigrationIsRemovedAsync(string snapshotBefore)
    {
        (await _host.EfAsync("migrations list", Token)).Output.Should().Contain("_Extra (Pending)");
        var (exitCode, output) = await _host.EfAsync("migrations remove", Token);
        exitCode.Should().Be(0, "the output is {0}", output);
        Extra().Should().BeEmpty();
        (await File.ReadAllTextAsync(SnapshotFile, Token)).Should().Be(snapshotBefore);
    }

    private string InitialOf(string engine)
        => Path.GetFileNameWithoutExtension(Directory.GetFiles(_host.PathOf("Migrations", engine), "*_Initial.cs").Single());

    private string[] Extra() => Directory.GetFiles(_host.PathOf("Migrations"), "*_Extra*", SearchOption.AllDirectories);
}
