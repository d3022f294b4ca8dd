namespace PmAssist.Tenancy.Tests;

/// <summary>A description of an old database in a file.</summary>
public sealed class CutoverDescriptionTests
{
    [Fact]
    public void It_may_have_comments_and_trailing_commas()
    {
        var description = CutoverDescription.FromJson(
            """
            {
              // Where it lies.
              "sourceSchema": "public",
              "tables": [
                {
                  "name": "WorkspaceExternalLink", "target": "workspace_integrations", "workspaceColumn": "workspace_id",
                  "columns": { "provider": { "from": "system" }, "status": { "expression": "'active'" } },
                  "drop": ["legacy"],
                  "choices": [{ "rule": "TextTooLong", "column": "display_name", "action": "Fix", "expression": "left(title, 200)" }],
                },
              ],
            }
            """);

        description.Source.Should().BeNull();
        description.SourceSchema.Should().Be("public");
        var table = description.Tables.Should().ContainSingle().Subject;
        (table.Name, table.Target, table.WorkspaceColumn, table.ChangeColumn)
            .Should().Be(("WorkspaceExternalLink", "workspace_integrations", "workspace_id", (string?)null));
        table.Columns["provider"].From.Should().Be("system");
        table.Columns["status"].Expression.Should().Be("'active'");
        table.Drop.Should().Equal("legacy");
        table.Choices.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new CutoverChoice
            {
                Rule = CutoverRule.TextTooLong,
                Column = "display_name",
                Action = CutoverAction.Fix,
                Expression = "left(title, 200)"
            });
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{ "tabels": [] }""")]
    [InlineData("""{ "tables": [{ "name": "a", "target": "b", "workspace": "c" }] }""")]
    [InlineData("""{ "tables": [{ "name": "a" }] }""")]
    [InlineData("""{ "tables": [{ "name": "a", "target": "b", "columns": { "c": { "form": "d" } } }] }""")]
    [InlineData("""{ "tables": [{ "name": "a", "target": "b", "choices": [{ "rule": "TooLong", "action": "Skip" }] }] }""")]
    [InlineData("""{ "tables": [{ "name": "a", "target": "b", "choices": [{ "rule": "TextTooLong" }] }] }""")]
    public void What_is_no_description_is_refused(string json)
        => FluentActions.Invoking(() => CutoverDescription.FromJson(json)).Should().Throw<CutoverException>();

    [Theory]
    [InlineData("""{ "tables": null }""")]
    [InlineData("""{ "tables": [null] }""")]
    [InlineData("""{ "tables": [{ "name": null, "target": "b" }] }""")]
    [InlineData("""{ "tables": [{ "name": "a", "target": "b", "columns": null }] }""")]
    [InlineData("""{ "tables": [{ "name": "a", "target": "b", "columns": { "c": null } }] }""")]
    [InlineData("""{ "tables": [{ "name": "a", "target": "b", "drop": [null] }] }""")]
    public void A_null_where_something_has_to_be_is_refused(string json)
        => FluentActions.Invoking(() => CutoverDescription.FromJson(json)).Should().Throw<CutoverException>();

    [Fact]
    public void It_is_the_same_after_it_was_written_and_read()
    {
        var description = new CutoverDescription
        {
            Source = "/data/old.db",
            Tables =
            [
                new()
                {
                    Name = "WorkspaceExternalLink",
                    Target = "workspace_integrations",
                    WorkspaceColumn = "workspace_id",
                    ChangeColumn = "updated_at",
                    Columns = new Dictionary<string, CutoverColumn>
                    {
                        ["status"] = new() { From = "state", Values = new Dictionary<string, string> { ["on"] = "active" },
                            Default = "'it''s {0} \"x\"'" },
                    },
                    Drop = ["Légacy"],
                    Choices = [new() { Rule = CutoverRule.NullWorkspace, Action = CutoverAction.Skip }],
                },
            ],
        };

        var json = description.ToJson();

        CutoverDescription.FromJson(json).Should().BeEquivalentTo(description);
        json.Should().Contain("\"changeColumn\": \"updated_at\"").And.Contain("\"NullWorkspace\"");
    }
}
