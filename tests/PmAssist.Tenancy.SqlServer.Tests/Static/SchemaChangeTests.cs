using FluentAssertions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>The order in which a schema's statements are sent, and the transactions around them.</summary>
public sealed class SchemaChangeTests
{
    private readonly RecordingServer _server = new();

    [Fact]
    public async Task A_schema_and_its_catalogue_row_are_one_transaction()
    {
        await using var services = RecordedHost.Create(_server);
        await ProvisionAsync(services);

        var events = _server.Events.Items.SkipWhile(
            e => !e.Contains($"schema:{WorkspaceSchema.For(TypicalUse.First)}", StringComparison.Ordinal)).ToList();

        events.Should().NotContain("ROLLBACK").And.ContainSingle(e => e == "COMMIT");
        var commit = events.IndexOf("COMMIT");
        events[commit - 2].Should().StartWith("UPDATE [pmassist_master].[Workspace] SET [status] = N'Active'");
        events[commit - 1].Should().StartWith("INSERT INTO [pmassist_master].[AuditLog]");
    }

    [Fact]
    public async Task A_schema_is_dropped_in_the_order_of_dependencies()
    {
        await using var services = RecordedHost.Create(_server);
        await ProvisionAsync(services);
        SchemaWithOneOfEverything.Fill(_server);

        await PurgeWithDependentsAsync(services);

        DropsIn(_server.Statements).Should().Equal(
        [
            "ALTER TABLE [dbo].[invoices] DROP CONSTRAINT [FK_invoices_orders]",
            "DROP SECURITY POLICY [dbo].[own_invoices]",
            "DROP VIEW [dbo].[monthly]",
            "ALTER TABLE [dbo].[invoices] DROP CONSTRAINT [DF_invoices_number]",
            "ALTER TABLE [dbo].[invoices] DROP CONSTRAINT [CK_invoices_total]",
            "ALTER TABLE [dbo].[invoices] DROP COLUMN [doubled]",
            "DROP TRIGGER [dbo].[copy_order]",
            "ALTER TABLE [dbo].[invoices] DROP COLUMN [order_number]",
            "DROP SYNONYM [dbo].[orders]",
            "DROP SECURITY POLICY [ws].[own_rows]",
            "ALTER TABLE [ws].[lines] DROP CONSTRAINT [FK_lines_orders]",
            "ALTER TABLE [ws].[orders] DROP CONSTRAINT [CK_orders_total]",
            "ALTER TABLE [ws].[orders] DROP CONSTRAINT [DF_orders_number]",
            "ALTER TABLE [ws].[lines] SET (SYSTEM_VERSIONING = OFF)",
            "DROP VIEW [ws].[report]",
            "DROP PROCEDURE [ws].[close_order]",
            "DROP FUNCTION [ws].[odd]]name]",
            "DROP TABLE [ws].[orders]",
            "DROP TABLE [ws].[lines_history]",
            "DROP VIEW [ws].[totals]",
            "DROP FUNCTION [ws].[lines_of]",
            "DROP TABLE [ws].[lines]",
            "DROP SYNONYM [ws].[old_orders]",
            "DROP SEQUENCE IF EXISTS [ws].[order_numbers]",
            "DROP TYPE [ws].[id_list]",
            "DROP TYPE [ws].[order_number]",
            "DROP XML SCHEMA COLLECTION [ws].[order_xml]",
            "DROP SCHEMA [ws]",
        ]);
    }

    [Fact]
    public async Task Memory_optimized_tables_are_dropped_outside_a_transaction()
    {
        await using var services = RecordedHost.Create(_server);
        await ProvisionAsync(services);
        SchemaWithOneOfEverything.Fill(_server, memoryOptimized: true);

        await PurgeWithDependentsAsync(services);

        var events = _server.Events.Items.ToList();
        var firstDrop = events.FindIndex(e => e.StartsWith("ALTER TABLE [dbo]", StringComparison.Ordinal));
        var lastDrop = events.FindIndex(e => e.StartsWith("DROP SCHEMA", StringComparison.Ordinal));
        events[(firstDrop - 2)..firstDrop].Should().Equal("COMMIT", "SET LOCK_TIMEOUT 24000");
        events.FindLastIndex(e => e.Contains("@LockOwner = 'Session'", StringComparison.Ordinal))
            .Should().BeGreaterThan(lastDrop, "the lock is let go");
        events[..lastDrop].FindLast(e => e.Contains("sp_getapplock", StringComparison.Ordinal)).Should().Contain("@LockOwner = 'Session'");
        events[lastDrop + 1].Should().Be("SET LOCK_TIMEOUT -1");
        events[lastDrop + 2].Should().Contain("workspace.dependents_dropped");
        events[lastDrop + 3].Should().StartWith("UPDATE [pmassist_master].[Workspace] SET [status] = N'Deleted'");
    }

    [Fact]
    public async Task A_schema_that_is_gone_needs_no_drop()
    {
        await using var services = RecordedHost.Create(_server);
        await ProvisionAsync(services);
        _server.Schemas.Remove(WorkspaceSchema.For(TypicalUse.First).Name);

        await PurgeAsync(services);

        DropsIn(_server.Statements).Should().BeEmpty();
    }

    [Fact]
    public async Task A_workspace_that_something_outside_depends_on_is_not_purged_and_each_is_named()
    {
        await using var services = RecordedHost.Create(_server);
        await ProvisionAsync(services);
        SchemaWithOneOfEverything.Fill(_server);

        var refused = (await FluentActions.Awaiting(() => PurgeAsync(services)).Should().ThrowAsync<WorkspaceDependentsException>()).Which;

        refused.Schema.Should().Be(WorkspaceSchema.For(TypicalUse.First).Name);
        refused.Dependents.Should().Equal(
            "foreign key FK_invoices_orders of dbo.invoices",
            "security policy dbo.own_invoices",
            "view dbo.monthly",
            "default DF_invoices_number of dbo.invoices",
            "check constraint CK_invoices_total of dbo.invoices",
            "computed column doubled of dbo.invoices",
            "trigger dbo.copy_order",
            "column order_number of dbo.invoices",
            "synonym dbo.orders");
        refused.Dependents.Should().OnlyContain(d => refused.Message.Contains(d, StringComparison.Ordinal));
        DropsIn(_server.Statements).Should().BeEmpty();
        _server.Tables["pmassist_master.Workspace"].Should().ContainSingle().Which["restore_status"]
            .Should().Be("Active", "it can be restored");
    }

    [Fact]
    public async Task What_texts_name_is_not_read_without_the_right_and_a_foreign_key_is_seen_all_the_same()
    {
        await using var services = RecordedHost.Create(_server);
        await ProvisionAsync(services);
        SchemaWithOneOfEverything.Fill(_server);
        _server.MayReadDependencies = false;

        (await FluentActions.Awaiting(() => PurgeAsync(services)).Should().ThrowAsync<WorkspaceDependentsException>())
            .Which.Dependents.Should().Contain("foreign key FK_invoices_orders of dbo.invoices").And.NotContain("view dbo.monthly");
    }

    [Fact]
    public async Task The_dependencies_view_is_left_alone_where_nothing_can_be_bound()
    {
        await using var services = RecordedHost.Create(_server);
        await ProvisionAsync(services);
        _server.CatalogueViews["objects"] = [[1, 0, "orders", "U "], [2, 1, "PK_orders", "PK"]];

        await PurgeAsync(services);

        _server.Statements.Where(s => s.Contains("sql_expression_dependencies", StringComparison.Ordinal))
            .Should().OnlyContain(s => s.Contains("IF HAS_PERMS_BY_NAME", StringComparison.Ordinal), "it takes a right of its own");
        DropsIn(_server.Statements).Should().Equal("DROP TABLE [ws].[orders]", "DROP SCHEMA [ws]");
    }

    [Fact]
    public async Task Statements_are_sent_in_order_and_a_migrations_own_sql_by_itself()
    {
        await using var services = RecordedHost.Create(_server);
        await using var context = services.GetRequiredService<IDbContextFactory<MasterDbContext>>().CreateDbContext();
        await using var session = await services.GetRequiredService<TenancyProvider>().OpenSessionAsync(
            context, new SchemaAccess("ws", TimeSpan.FromSeconds(1), new(mayBeMissing: true)), TestContext.Current.CancellationToken);

        await session.ExecuteAsync(
            [new("SELECT 1", isGenerated: true), new("SELECT 2", isGenerated: false), new("SELECT 3", isGenerated: true),
                new("SELECT 4", isGenerated: true)],
            TestContext.Current.CancellationToken);

        _server.Statements.Skip(1).Should().Equal("SELECT 1", "SELECT 2", "SELECT 3", "SELECT 4");
    }

    [Fact]
    public async Task Only_workspace_schemas_are_listed()
    {
        var schema = WorkspaceSchema.For(TypicalUse.First);
        _server.CatalogueViews["schemas"] = [[schema.Name], ["ws_reports"], [schema.Name.ToUpperInvariant()],
            [WorkspaceSchema.TemplateName]];
        await using var services = RecordedHost.Create(_server);
        await using var master = services.GetRequiredService<IDbContextFactory<MasterDbContext>>().CreateDbContext();

        var schemas = await services.GetRequiredService<TenancyProvider>().GetSchemasAsync(master, TestContext.Current.CancellationToken);

        schemas.Should().Equal(schema, default(WorkspaceSchema));
    }

    private static IEnumerable<string> DropsIn(IEnumerable<string> statements)
        => statements
            .Where(s => s.StartsWith("DROP", StringComparison.Ordinal) || s.StartsWith("ALTER TABLE", StringComparison.Ordinal))
            .Select(s => s.Replace(WorkspaceSchema.For(TypicalUse.First).Name, "ws", StringComparison.Ordinal));

    private static async Task ProvisionAsync(ServiceProvider services)
    {
        await services.GetRequiredService<IWorkspaceMigrator>().MigrateMasterAsync();
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IWorkspaceService>()
            .CreateAsync(new NewWorkspace("First", ownerId: "ada") { Id = TypicalUse.First });
    }

    private static async Task PurgeWithDependentsAsync(ServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        await workspaces.DeleteAsync(TypicalUse.First);
        await workspaces.PurgeAsync(TypicalUse.First, dropDependents: true);
    }

    private static async Task PurgeAsync(ServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        await workspaces.DeleteAsync(TypicalUse.First);
        await workspaces.PurgeAsync(TypicalUse.First);
    }
}
