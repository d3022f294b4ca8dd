using FluentAssertions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>What is sent, word for word: a change of it is seen in a review.</summary>
public sealed class SqlTextTests(TypicalUse use) : IClassFixture<TypicalUse>
{
    [Fact]
    public void Provisioning_a_workspace()
        => Texts(
            first: "schema:ws_11111111111111111111111111111111",
            last: "INSERT INTO [ws_11111111111111111111111111111111].[__EFMigrationsHistory]").Should().Be(
            $$"""
            SET XACT_ABORT ON;
            DECLARE @result int;
            EXEC @result = sp_getapplock @Resource = N'PmAssist.Tenancy:schema:ws_11111111111111111111111111111111', @LockMode = 'Exclusive', @LockOwner = 'Transaction',
                @LockTimeout = 30000;
            SELECT @result;
            SELECT SCHEMA_ID(N'ws_11111111111111111111111111111111');
            IF @result >= 0 AND OBJECT_ID(N'[pmassist_master].[Workspace]') IS NOT NULL BEGIN SELECT 1; SELECT [status] FROM [pmassist_master].[Workspace] WHERE [id] = '11111111-1111-1111-1111-111111111111'; END;

            IF SCHEMA_ID(N'ws_11111111111111111111111111111111') IS NULL EXEC(N'CREATE SCHEMA [ws_11111111111111111111111111111111];');

            GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA::[ws_11111111111111111111111111111111] TO [app]

            IF OBJECT_ID(N'[ws_11111111111111111111111111111111].[__EFMigrationsHistory]') IS NULL
            BEGIN
                IF SCHEMA_ID(N'ws_11111111111111111111111111111111') IS NULL EXEC(N'CREATE SCHEMA [ws_11111111111111111111111111111111];');
                CREATE TABLE [ws_11111111111111111111111111111111].[__EFMigrationsHistory] (
                    [MigrationId] nvarchar(150) NOT NULL,
                    [ProductVersion] nvarchar(32) NOT NULL,
                    CONSTRAINT [PK___EFMigrationsHistory] PRIMARY KEY ([MigrationId])
                );
            END;

            CREATE TABLE [ws_11111111111111111111111111111111].[workspace_agents] (
                [id] uniqueidentifier NOT NULL,
                [name] nvarchar(200) NOT NULL,
                [kind] nvarchar(64) NOT NULL,
                [configuration] nvarchar(max) NOT NULL,
                [enabled] bit NOT NULL,
                [created_utc] datetime2 NOT NULL,
                [updated_utc] datetime2 NOT NULL,
                [version] int NOT NULL,
                CONSTRAINT [PK_workspace_agents] PRIMARY KEY ([id])
            );

            CREATE TABLE [ws_11111111111111111111111111111111].[workspace_integrations] (
                [id] uniqueidentifier NOT NULL,
                [provider] nvarchar(64) NOT NULL,
                [external_id] nvarchar(256) NOT NULL,
                [display_name] nvarchar(200) NOT NULL,
                [external_url] nvarchar(2048) NULL,
                [configuration] nvarchar(max) NOT NULL,
                [status] nvarchar(16) NOT NULL,
                [created_utc] datetime2 NOT NULL,
                [updated_utc] datetime2 NOT NULL,
                [version] int NOT NULL,
                CONSTRAINT [PK_workspace_integrations] PRIMARY KEY ([id])
            );

            CREATE TABLE [ws_11111111111111111111111111111111].[automation_jobs] (
                [id] uniqueidentifier NOT NULL,
                [agent_id] uniqueidentifier NULL,
                [name] nvarchar(200) NOT NULL,
                [schedule] nvarchar(128) NULL,
                [status] nvarchar(16) NOT NULL,
                [payload] nvarchar(max) NOT NULL,
                [attempts] int NOT NULL,
                [run_at_utc] datetime2 NOT NULL,
                [started_utc] datetime2 NULL,
                [finished_utc] datetime2 NULL,
                [last_error] nvarchar(max) NULL,
                [created_utc] datetime2 NOT NULL,
                [updated_utc] datetime2 NOT NULL,
                [version] int NOT NULL,
                CONSTRAINT [PK_automation_jobs] PRIMARY KEY ([id]),
                CONSTRAINT [FK_automation_jobs_workspace_agents_agent_id] FOREIGN KEY ([agent_id]) REFERENCES [ws_11111111111111111111111111111111].[workspace_agents] ([id]) ON DELETE SET NULL
            );

            CREATE INDEX [IX_automation_jobs_agent_id] ON [ws_11111111111111111111111111111111].[automation_jobs] ([agent_id]);

            CREATE INDEX [IX_automation_jobs_status_run_at_utc] ON [ws_11111111111111111111111111111111].[automation_jobs] ([status], [run_at_utc]);

            CREATE UNIQUE INDEX [IX_workspace_integrations_provider_external_id] ON [ws_11111111111111111111111111111111].[workspace_integrations] ([provider], [external_id]);

            INSERT INTO [ws_11111111111111111111111111111111].[__EFMigrationsHistory] ([MigrationId], [ProductVersion])
            VALUES (N'20261122180325_WorkspaceInitial', N'{{ProductInfo.GetVersion()}}');
            """);

    [Fact]
    public void The_catalogue_is_written_with_literals_so_that_it_travels_with_the_schemas_statements()
        => Texts(first: "UPDATE [pmassist_master].[Workspace] SET [status] = N'Active'", last: "INSERT INTO [pmassist_master].[AuditLog]")
            .Should().Match(
            """
            UPDATE [pmassist_master].[Workspace] SET [status] = N'Active', [db_schema_name] = N'ws_11111111111111111111111111111111', [schema_version] = N'20261122180325_WorkspaceInitial', [schema_fingerprint] = N'*', [last_error] = NULL, [updated_utc] = '*Z', [version] = [version] + 1 WHERE [id] = '11111111-1111-1111-1111-111111111111' AND [status] IN (N'Provisioning', N'Failed')

            INSERT INTO [pmassist_master].[AuditLog] ([id], [action], [actor_id], [details], [entity_id], [entity_type], [occurred_utc], [workspace_id]) SELECT '*', N'workspace.provisioned', N'ada', N'{"schema":"ws_11111111111111111111111111111111","version":"20261122180325_WorkspaceInitial"}', N'11111111-1111-1111-1111-111111111111', N'Workspace', '*Z', '11111111-1111-1111-1111-111111111111' FROM [pmassist_master].[Workspace] WHERE [id] = '11111111-1111-1111-1111-111111111111' AND [status] = N'Active'
            """);

    [Fact]
    public void Integrations_are_saved_and_read_in_the_workspaces_schema()
        => Texts(first: "INSERT INTO [ws_11111111111111111111111111111111].[workspace_integrations]", last: "DELETE FROM").Should().Be(
            """
            SET IMPLICIT_TRANSACTIONS OFF;
            SET NOCOUNT ON;
            INSERT INTO [ws_11111111111111111111111111111111].[workspace_integrations] ([id], [configuration], [created_utc], [display_name], [external_id], [external_url], [provider], [status], [updated_utc], [version])
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9);

            SELECT [w].[id], [w].[configuration], [w].[created_utc], [w].[display_name], [w].[external_id], [w].[external_url], [w].[provider], [w].[status], [w].[updated_utc], [w].[version]
            FROM [ws_11111111111111111111111111111111].[workspace_integrations] AS [w]
            WHERE [w].[provider] = @provider
            ORDER BY [w].[display_name]

            SELECT TOP(2) [w].[id], [w].[configuration], [w].[created_utc], [w].[display_name], [w].[external_id], [w].[external_url], [w].[provider], [w].[status], [w].[updated_utc], [w].[version]
            FROM [ws_11111111111111111111111111111111].[workspace_integrations] AS [w]
            WHERE [w].[id] = @id

            SELECT TOP(2) [w].[id], [w].[configuration], [w].[created_utc], [w].[display_name], [w].[external_id], [w].[external_url], [w].[provider], [w].[status], [w].[updated_utc], [w].[version]
            FROM [ws_11111111111111111111111111111111].[workspace_integrations] AS [w]
            WHERE [w].[id] = @id

            SET IMPLICIT_TRANSACTIONS OFF;
            SET NOCOUNT ON;
            UPDATE [ws_11111111111111111111111111111111].[workspace_integrations] SET [status] = @p0, [updated_utc] = @p1, [version] = @p2
            OUTPUT 1
            WHERE [id] = @p3 AND [version] = @p4;

            SELECT TOP(2) [w].[id], [w].[configuration], [w].[created_utc], [w].[display_name], [w].[external_id], [w].[external_url], [w].[provider], [w].[status], [w].[updated_utc], [w].[version]
            FROM [ws_11111111111111111111111111111111].[workspace_integrations] AS [w]
            WHERE [w].[id] = @id

            SET IMPLICIT_TRANSACTIONS OFF;
            SET NOCOUNT ON;
            DELETE FROM [ws_11111111111111111111111111111111].[workspace_integrations]
            OUTPUT 1
            WHERE [id] = @p0 AND [version] = @p1;
            """);

    [Fact]
    public void Queries_and_bulk_changes_name_the_workspaces_schema()
        => Texts(first: "FROM [ws_11111111111111111111111111111111].[workspace_agents] AS [w]", last: "SELECT * FROM").Should().Be(
            """
            SELECT [w].[id], [w].[configuration], [w].[created_utc], [w].[enabled], [w].[kind], [w].[name], [w].[updated_utc], [w].[version]
            FROM [ws_11111111111111111111111111111111].[workspace_agents] AS [w]
            WHERE [w].[name] IN (@names1, @names2)

            SELECT [a].[status] AS [Key], COUNT(*) AS [Count]
            FROM [ws_11111111111111111111111111111111].[automation_jobs] AS [a]
            GROUP BY [a].[status]

            SELECT [a].[name] AS [Name], [w].[name] AS [Agent]
            FROM [ws_11111111111111111111111111111111].[automation_jobs] AS [a]
            INNER JOIN [ws_11111111111111111111111111111111].[workspace_agents] AS [w] ON [a].[agent_id] = [w].[id]
            ORDER BY [a].[name]
            OFFSET @p ROWS FETCH NEXT @p ROWS ONLY

            SELECT CASE
                WHEN EXISTS (
                    SELECT 1
                    FROM [ws_11111111111111111111111111111111].[automation_jobs] AS [a]
                    WHERE [a].[status] = N'pending') THEN CAST(1 AS bit)
                ELSE CAST(0 AS bit)
            END

            UPDATE [a]
            SET [a].[status] = @p
            FROM [ws_11111111111111111111111111111111].[automation_jobs] AS [a]
            WHERE [a].[attempts] > 3

            DELETE FROM [a]
            FROM [ws_11111111111111111111111111111111].[automation_jobs] AS [a]
            WHERE [a].[status] = N'cancelled'

            SELECT * FROM [ws_11111111111111111111111111111111].[automation_jobs]
            """);

    [Fact]
    public void Keeping_last_seen()
        => Texts(first: "[last_seen_utc] < @", last: "[last_seen_utc] < @").Should().Be(
            """
            UPDATE [w]
            SET [w].[last_seen_utc] = @p
            FROM [pmassist_master].[Workspace] AS [w]
            WHERE [w].[id] = @ids1 AND ([w].[last_seen_utc] IS NULL OR [w].[last_seen_utc] < @utc)
            """);

    [Fact]
    public void A_page_of_the_catalogue()
        => Texts(first: "[w].[id] > @", last: "[w].[id] > @").Should().Be(
            """
            SELECT TOP(@p) [w].[id], [w].[created_utc], [w].[db_schema_name], [w].[deleted_utc], [w].[last_error], [w].[last_seen_utc], [w].[name], [w].[properties], [w].[purge_after_utc], [w].[request_id], [w].[restore_status], [w].[schema_fingerprint], [w].[schema_version], [w].[slug], [w].[status], [w].[updated_utc], [w].[version]
            FROM [pmassist_master].[Workspace] AS [w]
            WHERE [w].[status] = N'Active' AND [w].[id] > @after
            ORDER BY [w].[id]
            """);

    [Fact]
    public void A_search_by_a_property_has_its_path_as_a_literal_which_the_2016_level_asks_for()
        => Texts(first: "JSON_VALUE", last: "JSON_VALUE").Should().Be(
            """
            SELECT TOP(@p) [w].[id], [w].[created_utc], [w].[db_schema_name], [w].[deleted_utc], [w].[last_error], [w].[last_seen_utc], [w].[name], [w].[properties], [w].[purge_after_utc], [w].[request_id], [w].[restore_status], [w].[schema_fingerprint], [w].[schema_version], [w].[slug], [w].[status], [w].[updated_utc], [w].[version]
            FROM [pmassist_master].[Workspace] AS [w]
            WHERE [w].[status] NOT IN (N'Deleted', N'Deleting', N'Spare') AND JSON_VALUE([w].[properties], N'$."billing.plan-1"') = @value
            ORDER BY [w].[slug]
            """);

    [Fact]
    public void Properties_are_changed_under_the_rows_lock()
        => Texts(first: "SET [w].[version] = [w].[version]", last: "[properties] = @", skipTo: "SET [slug] = @").Should().Be(
            """
            UPDATE [w]
            SET [w].[version] = [w].[version]
            FROM [pmassist_master].[Workspace] AS [w]
            WHERE [w].[id] = @workspaceId

            SELECT TOP(2) [w].[id], [w].[created_utc], [w].[db_schema_name], [w].[deleted_utc], [w].[last_error], [w].[last_seen_utc], [w].[name], [w].[properties], [w].[purge_after_utc], [w].[request_id], [w].[restore_status], [w].[schema_fingerprint], [w].[schema_version], [w].[slug], [w].[status], [w].[updated_utc], [w].[version]
            FROM [pmassist_master].[Workspace] AS [w]
            WHERE [w].[id] = @id AND [w].[status] <> N'Deleted' AND [w].[status] <> N'Spare'

            SET NOCOUNT ON;
            INSERT INTO [pmassist_master].[AuditLog] ([id], [action], [actor_id], [details], [entity_id], [entity_type], [occurred_utc], [workspace_id])
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7);
            UPDATE [pmassist_master].[Workspace] SET [properties] = @p8, [updated_utc] = @p9, [version] = @p10
            OUTPUT 1
            WHERE [id] = @p11 AND [version] = @p12;
            """);

    /// <summary>The statements from the first to have one text up to the next to have another.</summary>
    private string Texts(string first, string last, string skipTo = "")
    {
        var from = use.Sent.SkipWhile(s => !s.Contains(skipTo, StringComparison.Ordinal))
            .SkipWhile(s => !s.Contains(first, StringComparison.Ordinal)).ToList();
        var count = from.FindIndex(s => s.Contains(last, StringComparison.Ordinal)) + 1;
        return string.Join("\n\n", from.Take(count).Select(s => s.ReplaceLineEndings("\n").TrimEnd()));
    }
}
