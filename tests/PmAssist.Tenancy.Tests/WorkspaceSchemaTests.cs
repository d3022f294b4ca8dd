namespace PmAssist.Tenancy.Tests;

public sealed class WorkspaceSchemaTests
{
    private static readonly Guid Id = new("123e4567-e89b-12d3-a456-426614174000");

    [Fact]
    public void A_schema_is_named_after_its_workspaces_id()
    {
        var schema = WorkspaceSchema.For(Id);
        schema.Name.Should().Be("ws_123e4567e89b12d3a456426614174000");
        schema.ToString().Should().Be(schema.Name);
        schema.WorkspaceId.Should().Be(Id);
        schema.IsTemplate.Should().BeFalse();
    }

    [Fact]
    public void The_empty_id_owns_no_schema()
        => FluentActions.Invoking(() => WorkspaceSchema.For(Guid.Empty)).Should().Throw<ArgumentException>().WithMessage("*template*");

    [Fact]
    public void The_default_value_is_the_template()
    {
        WorkspaceSchema schema = default;
        schema.Name.Should().Be(WorkspaceSchema.TemplateName).And.Be("ws_" + new string('0', 32));
        schema.IsTemplate.Should().BeTrue();
        schema.WorkspaceId.Should().Be(Guid.Empty);
    }

    [Fact]
    public void A_name_is_read_back()
    {
        for (var i = 0; i < 100; i++)
        {
            var schema = WorkspaceSchema.For(Guid.NewGuid());
            WorkspaceSchema.TryParse(schema.Name, out var parsed).Should().BeTrue();
            parsed.Should().Be(schema);
            parsed.Name.Should().Be(schema.Name);
        }
    }

    [Fact]
    public void The_templates_name_is_read_as_the_template()
    {
        WorkspaceSchema.TryParse(WorkspaceSchema.TemplateName, out var schema).Should().BeTrue();
        schema.Should().Be(default(WorkspaceSchema));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ws_")]
    [InlineData("ws_123E4567E89B12D3A456426614174000")]
    [InlineData("WS_123e4567e89b12d3a456426614174000")]
    [InlineData("ws_123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("ws_123e4567e89b12d3a45642661417400")]
    [InlineData("ws_123e4567e89b12d3a4564266141740000")]
    [InlineData("ws_123e4567e89b12d3a45642661417400g")]
    [InlineData("ws_123e4567e89b12d3a45642661417400\n")]
    [InlineData(" ws_123e4567e89b12d3a45642661417400")]
    [InlineData("xx_123e4567e89b12d3a456426614174000")]
    public void Anything_else_is_not_a_schemas_name(string? name)
    {
        WorkspaceSchema.TryParse(name, out var schema).Should().BeFalse();
        schema.IsTemplate.Should().BeTrue();
    }

    [Fact]
    public void Schemas_are_equal_when_their_workspaces_are()
    {
        var (one, same, other) = (WorkspaceSchema.For(Id), WorkspaceSchema.For(Id), WorkspaceSchema.For(Guid.NewGuid()));
        (one == same).Should().BeTrue();
        (one != same).Should().BeFalse();
        (one == other).Should().BeFalse();
        (one != other).Should().BeTrue();
        one.Equals((object)same).Should().BeTrue();
        one.Equals((object)"ws_123e4567e89b12d3a456426614174000").Should().BeFalse();
        one.GetHashCode().Should().Be(same.GetHashCode());
        new HashSet<WorkspaceSchema> { one, same, other }.Should().HaveCount(2);
    }
}
