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

    [Fact]
    public async Task A_mask_that_empties_a_column_that_has_to_have_a_value_is_refused()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);

        var error = (await FluentActions.Awaiting(() => host.ExportAsync(workspace, new ExportOptions().Mask("projects", "Name", _ => null)))
            .Should().ThrowAsync<PortabilityException>()).Which;

        (error.Table, error.Column).Should().Be(("projects", "Name"));
    }

    [Fact]
    public async Task What_was_masked_does_not_get_into_the_workspace_that_it_comes_from()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace);
        var file = await host.ExportAsync(workspace, new ExportOptions().Mask("projects", "Name", _ => "x"));
        var copy = await host.ImportAsync(file, new ImportOptions { OwnerId = "eve" });

        await Refused(p => p.RestoreAsync(workspace.Id, new MemoryStream(file), new RestoreOptions { DiscardPrevious = true }, Token));
        await Refused(p => p.CopyBackAsync(workspace.Id, new MemoryStream(file), [new RowChoice("projects")], cancellationToken: Token));
        await host.PortAsync(p => p.CopyBackAsync(workspace.Id, new MemoryStream(file), [new RowChoice("tickets")], cancellationToken: Token));
        await host.PortAsync(p => p.RestoreAsync(copy.Id, new MemoryStream(file), new RestoreOptions { DiscardPrevious = true }, Token));

        await using var lease = await host.RentAsync(workspace);
        lease.Context.Projects.Select(p => p.Name).ToList().Should().NotContain("x");
        (await host.GetWorkspaceAsync(workspace.Id)).Status.Should().Be(WorkspaceStatus.Active);

        async Task Refused<T>(Func<IWorkspacePortability, Task<T>> call)
            => (await FluentActions.Awaiting(() => host.PortAsync(call)).Should().ThrowAsync<PortabilityException>()).Which.Column.Should().Be("Name");
    }
}
