using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Text that an engine cannot store is refused by all of them, before anything is changed and with the field's name.</summary>
public abstract class TextSpecification(ITestServer server) : Specification(server)
{
    public static TheoryData<string> Broken => ["a\0b", "a\ud800b", "\udc00", "ends with \ud83d"];

    public static TheoryData<string> BrokenJson =>
    [
        """{"a":"\u0000"}""", """{"\u0000":1}""", """{"a":"\ud800"}""", """["\udc00x"]""", "{\"a\":\"\ud800\"}", "{\"a\":\"\0\"}", "",
        """{"a":-0.01E-20000}""", "[1e200000]",
    ];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Every_text_of_the_services_is_checked(string text)
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        var members = scope.ServiceProvider.GetRequiredService<IWorkspaceMemberService>();
        var audit = scope.ServiceProvider.GetRequiredService<IAuditLog>();
        var integrations = scope.ServiceProvider.GetRequiredService<IIntegrationService>();
        var id = workspace.Id;
        var before = await host.Database.DumpMasterAsync();

        await Refuses("Name", () => workspaces.CreateAsync(new NewWorkspace(text, "ada"), Token));
        await Refuses("OwnerId", () => workspaces.CreateAsync(new NewWorkspace("Name", text), Token));
        await Refuses("ActorId", () => workspaces.CreateAsync(new NewWorkspace("Name", "ada") { ActorId = text }, Token));
        await Refuses("Slug", () => workspaces.CreateAsync(new NewWorkspace("Name", "ada") { Slug = text }, Token));
        await Refuses("Name", () => workspaces.RenameAsync(id, text, cancellationToken: Token));
        await Refuses("ActorId", () => workspaces.RenameAsync(id, "Name", text, Token));
        await Refuses("ActorId", () => workspaces.SuspendAsync(id, text, Token));
        await Refuses("ActorId", () => workspaces.DeleteAsync(id, text, Token));
        await Refuses("UserId", () => members.AddAsync(id, text, WorkspaceRole.Member, cancellationToken: Token));
        await Refuses("ActorId", () => members.AddAsync(id, "grace", WorkspaceRole.Member, text, Token));
        await Refuses("UserId", () => members.RemoveAsync(id, text, cancellationToken: Token));
        await Refuses("UserId", () => members.ChangeRoleAsync(id, text, WorkspaceRole.Member, cancellationToken: Token));
        await Refuses("MemberId", () => workspaces.ListAsync(new WorkspaceFilter { MemberId = text }, cancellationToken: Token));
        await Refuses("Name", () => workspaces.ListAsync(new WorkspaceFilter { Name = text }, cancellationToken: Token));
        await Refuses("After", () => workspaces.ListAsync(after: text, cancellationToken: Token));
        await Refuses("After", () => members.ListAsync(id, after: text, cancellationToken: Token));
        await Refuses("Action", () => audit.WriteAsync(new NewAuditEntry(text, "b", "c"), Token));
        await Refuses("EntityType", () => audit.WriteAsync(new NewAuditEntry("a", text, "c"), Token));
        await Refuses("EntityId", () => audit.WriteAsync(new NewAuditEntry("a", "b", text), Token));
        await Refuses("ActorId", () => audit.WriteAsync(new NewAuditEntry("a", "b", "c") { ActorId = text }, Token));
        await Refuses("Provider", () => integrations.CreateAsync(new NewIntegration(text, "b", "c"), Token));
        await Refuses("ExternalId", () => integrations.CreateAsync(new NewIntegration("a", text, "c"), Token));
        await Refuses("DisplayName", () => integrations.CreateAsync(new NewIntegration("a", "b", text), Token));
        await Refuses("ExternalUrl", () => integrations.CreateAsync(new NewIntegration("a", "b", "c") { ExternalUrl = text }, Token));
        await Refuses("Provider", () => integrations.ListAsync(text, Token));
        await Refuses("DisplayName", () => integrations.UpdateAsync(id, new IntegrationChanges { DisplayName = text }, Token));
        (await workspaces.FindBySlugAsync(text, Token)).Should().BeNull("no workspace has such a slug");

        (await host.Database.DumpMasterAsync()).Should().Equal(before);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    public async Task An_id_that_may_be_left_out_is_null_and_never_blank(string blank)
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        var members = scope.ServiceProvider.GetRequiredService<IWorkspaceMemberService>();
        var audit = scope.ServiceProvider.GetRequiredService<IAuditLog>();
        var integrations = scope.ServiceProvider.GetRequiredService<IIntegrationService>();
        var id = workspace.Id;
        await members.AddAsync(id, "grace", WorkspaceRole.Owner, cancellationToken: Token);
        var before = await host.Database.DumpMasterAsync();

        await Refuses("ActorId", () => workspaces.CreateAsync(new NewWorkspace("Name", "ada") { ActorId = blank }, Token));
        await Refuses("Slug", () => workspaces.CreateAsync(new NewWorkspace("Name", "ada") { Slug = blank }, Token));
        await Refuses("ActorId", () => workspaces.RenameAsync(id, "Name", blank, Token));
        await Refuses("ActorId", () => workspaces.SuspendAsync(id, blank, Token));
        await Refuses("ActorId", () => workspaces.ResumeAsync(id, blank, Token));
        await Refuses("ActorId", () => workspaces.ArchiveAsync(id, blank, Token));
        await Refuses("ActorId", () => workspaces.DeleteAsync(id, blank, Token));
        await Refuses("ActorId", () => workspaces.PurgeAsync(id, actorId: blank, cancellationToken: Token));
        await Refuses("ActorId", () => members.AddAsync(id, "bob", WorkspaceRole.Member, blank, Token));
        await Refuses("ActorId", () => members.ChangeRoleAsync(id, "ada", WorkspaceRole.Member, blank, Token));
        await Refuses("ActorId", () => members.RemoveAsync(id, "ada", blank, Token));
        await Refuses("ActorId", () => audit.WriteAsync(new NewAuditEntry("a", "b", "c") { ActorId = blank }, Token));
        await Refuses("Provider", () => integrations.ListAsync(blank, Token));

        (await host.Database.DumpMasterAsync()).Should().Equal(before);
        (await integrations.CreateAsync(new NewIntegration("a", "b", "c") { ExternalUrl = blank }, Token)).ExternalUrl
            .Should().BeNull("an address is no id: blank means none");
    }

    [Theory]
    [MemberData(nameof(BrokenJson))]
    public async Task Json_is_checked_inside_its_escapes_too(string json)
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var scope = await host.Scopes.CreateScopeAsync(workspace.Id, Token);
        var audit = scope.ServiceProvider.GetRequiredService<IAuditLog>();
        var integrations = scope.ServiceProvider.GetRequiredService<IIntegrationService>();

        await Refuses("Details", () => audit.WriteAsync(new NewAuditEntry("a", "b", "c") { Details = json }, Token));
        await Refuses("Configuration", () => integrations.CreateAsync(new NewIntegration("a", "b", "c") { Configuration = json }, Token));
        await Refuses(
            "Configuration", () => integrations.UpdateAsync(workspace.Id, new IntegrationChanges { Configuration = json }, Token));
    }

    [Fact]
    public async Task Every_other_character_is_kept()
    {
        const string Text = "\u0001\t\u007f \ufffd\uffff é 株式会社 🚀 ' \" % _ [ \\";
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync(Text);
        (await host.GetWorkspaceAsync(workspace.Id)).Name.Should().Be(Text);
        (await host.WithAsync<IWorkspaceMemberService, WorkspaceMember>(
            m => m.AddAsync(workspace.Id, Text, WorkspaceRole.Member, Text, Token))).UserId.Should().Be(Text);
        (await host.WithAsync<IWorkspaceService, IReadOnlyList<Workspace>>(
            w => w.ListAsync(new WorkspaceFilter { MemberId = Text }, cancellationToken: Token))).Should().ContainSingle();
    }

    [Fact]
    public async Task A_failure_whose_message_cannot_be_stored_is_recorded_all_the_same()
    {
        var message = new string('x', 1999) + "🚀\0";
        await using var host = await StartAsync(tenancy => tenancy.ConfigureContext((_, options) => options.UseAsyncSeeding(
            (_, _, _) => throw new InvalidDataException(message))));
        var id = Guid.NewGuid();

        await FluentActions.Awaiting(() => host.CreateWorkspaceAsync("Fails", id)).Should().ThrowAsync<WorkspaceMigrationException>();

        var failed = await host.GetWorkspaceAsync(id);
        (failed.Status, failed.LastError).Should().Be((WorkspaceStatus.Failed, new string('x', 1999)));
    }

    private static async Task Refuses(string field, Func<Task> call)
    {
        var thrown = (await FluentActions.Awaiting(call).Should().ThrowAsync<InvalidInputException>(field)).Which;
        thrown.Field.Should().Be(field);
    }
}
