using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

/// <summary>EF's interpolated SQL with the workspace's schema in it.</summary>
public abstract class InterpolatedSqlSpecification(ITestServer server) : Specification(server)
{
    /// <summary>SQLite has no schemas: there tables are written without one.</summary>
    protected virtual bool HasSchemas => true;

    [Fact]
    public async Task The_schema_is_text_and_a_value_a_parameter()
    {
        await using var host = await StartAsync();
        foreach (var name in new[] { "First", "Second" })
        {
            await using var lease = await host.RentAsync(await host.CreateWorkspaceAsync(name));
            var context = lease.Context;
            context.AddRange(
                new WorkspaceAgent { Name = name, Kind = "x' OR 1 = 1 --" },
                new WorkspaceAgent { Name = "other", Kind = "other" });
            await context.SaveChangesAsync(Token);
            context.ChangeTracker.Clear();

            (await context.Agents.FromSql(AgentsOf("x' OR 1 = 1 --")).SingleAsync(Token)).Name.Should().Be(name);
            (await context.Agents.FromSql(AgentsOf("other")).Where(a => a.Name == "other").CountAsync(Token)).Should().Be(1);
            (await context.Database.SqlQuery<string>(NameOf("other")).ToListAsync(Token)).Should().Equal("other");
            (await context.Database.ExecuteSqlAsync(Rename("other", "renamed {0} {{1}}"), Token)).Should().Be(1);
            (await context.Agents.AnyAsync(a => a.Name == "renamed {0} {{1}}", Token)).Should().BeTrue();
        }
    }

    private FormattableString AgentsOf(string kind) => HasSchemas
        ? WorkspaceSchema.Sql($"SELECT * FROM {WorkspaceSchema.TemplateName}.workspace_agents WHERE kind = {kind}")
        : WorkspaceSchema.Sql($"SELECT * FROM workspace_agents WHERE kind = {kind}");

    private FormattableString NameOf(string kind) => HasSchemas
        ? WorkspaceSchema.Sql($"""SELECT name AS "Value" FROM {WorkspaceSchema.TemplateName}.workspace_agents WHERE kind = {kind}""")
        : WorkspaceSchema.Sql($"""SELECT name AS "Value" FROM workspace_agents WHERE kind = {kind}""");

    private FormattableString Rename(string kind, string name) => HasSchemas
        ? WorkspaceSchema.Sql($"UPDATE {WorkspaceSchema.TemplateName}.workspace_agents SET name = {name} WHERE kind = {kind}")
        : WorkspaceSchema.Sql($"UPDATE workspace_agents SET name = {name} WHERE kind = {kind}");
}
