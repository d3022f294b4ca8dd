using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications.Migrations;

namespace PmAssist.Tenancy.Specifications.Portability;

/// <summary>A file of an earlier version of the host, and of a later one.</summary>
public abstract class OlderFileSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task An_older_file_is_imported_at_its_version_and_brought_to_the_newest()
    {
        await using var first = await StartAsync();
        var workspace = await first.CreateWorkspaceAsync();
        await first.FillAsync(workspace);
        var file = await first.ExportAsync(workspace);
        await using var second = first.Another<NextDbContext>();

        // What dotnet ef would have noted in the first migration.
        first.UseModel<SpecDbContext>();

        var imported = await second.ImportAsync(file, new ImportOptions { OwnerId = "ada" });

        imported.SchemaVersion.Should().Be("20260201000000_AddPriority");
        await using var lease = await second.RentAsync<NextDbContext>(imported);
        (await lease.Context.Set<Project>().Select(p => EF.Property<int>(p, "Priority")).ToListAsync(Token)).Should().Equal(3, 3, 3);
        (await second.ExamineAsync(imported)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_file_that_this_build_cannot_place_is_refused_and_a_workspace_behind_is_not_exported()
    {
        await using var first = await StartAsync();
        var workspace = await first.CreateWorkspaceAsync();
        var file = await first.ExportAsync(workspace);
        await using var second = first.Another<SpecDbContextV2>();

        (await RefusalAsync(() => second.ImportAsync(file, new ImportOptions { OwnerId = "ada" }))).Should().Contain("written by hand");
        (await RefusalAsync(() => second.ExportAsync(workspace))).Should().Contain("Migrate it first");

        await second.Migrator.MigrateAsync(workspace.Id, cancellationToken: Token);
        var later = await second.ExportAsync(workspace);
        (await RefusalAsync(() => first.ImportAsync(later, new ImportOptions { OwnerId = "ada" })))
            .Should().Contain("20260201000000_AddPriority");
        (await RefusalAsync(() => first.ExportAsync(workspace))).Should().Contain("build that migrated it");
    }

    private static async Task<string> RefusalAsync(Func<Task> call)
        => (await FluentActions.Awaiting(call).Should().ThrowAsync<PortabilityException>()).Which.Message;

    private sealed class NextDbContext(DbContextOptions<NextDbContext> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            SpecModel.Map(modelBuilder);
            modelBuilder.Entity<Project>().Property<int>("Priority").HasDefaultValue(3);
        }
    }

    [DbContext(typeof(NextDbContext))]
    [Migration("20260101000000_SpecInitial")]
    private sealed class First : SpecInitial
    {
        public override IModel TargetModel => ModelMigrations.ModelOf(typeof(SpecDbContext), ActiveProvider!);
    }

    [DbContext(typeof(NextDbContext))]
    [Migration("20260201000000_AddPriority")]
    private sealed class Second : AddPriority;
}
