namespace PmAssist.Tenancy.Specifications.Portability;

/// <summary>A copy for somebody who may not have the data.</summary>
public abstract class MaskSpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task A_masked_value_is_in_no_byte_of_the_file_and_the_copy_says_so()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var masks = new ExportOptions().Mask("projects", "Name", name => $"{((string)name!).Length} characters")
            .Mask("projects", "Rank", _ => 7);

        var file = await host.ExportAsync(workspace, masks);
        var copy = await host.ImportAsync(file, new ImportOptions { OwnerId = "eve" });

        var manifest = await host.ReadAsync(file);
        manifest.IsMasked.Should().BeTrue();
        manifest.Tables.Single(t => t.Name == "projects").Columns.Where(c => c.IsMasked).Select(c => c.Name).Should().Equal("Name", "Rank");
        await using var lease = await host.RentAsync(copy);
        lease.Context.Projects.Select(p => new { p.Name, p.Rank }).ToList()
            .Should().OnlyContain(p => p.Name.EndsWith("characters") && p.Rank == 7);
        (await host.AuditAsync(copy.Id)).Single(e => e.Action == "workspace.imported").Details
            .Should().Contain("projects.Name, projects.Rank");
        (await host.AuditAsync(workspace.Id)).Single(e => e.Action == "workspace.exported").Details
            .Should().Contain("projects.Name, projects.Rank");
    }

    [Fact]
    public async Task A_mask_that_gives_another_type_is_refused()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);

        var error = (await FluentActions.Awaiting(() => host.ExportAsync(workspace, new ExportOptions().Mask("projects", "Name", _ => 1)))
            .Should().ThrowAsync<PortabilityException>()).Which;

        (error.Table, error.Column).Should().Be(("projects", "Name"));
    }
}
