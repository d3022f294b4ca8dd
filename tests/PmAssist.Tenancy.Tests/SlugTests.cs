using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Tests;

public sealed class SlugTests
{
    private static readonly Guid Id = new("123e4567-e89b-12d3-a456-426614174000");

    [Theory]
    [InlineData("Acme", "acme")]
    [InlineData("Jalapeño & Söhne GmbH", "jalapeno-sohne-gmbh")]
    [InlineData("  Two   words  ", "two-words")]
    [InlineData("--a--b--", "a-b")]
    [InlineData("4 You!", "4-you")]
    [InlineData("Straße", "stra-e")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("rocket 🚀 ship", "rocket-ship")]
    public void A_slug_is_made_from_the_name(string name, string slug) => WorkspaceSlug.FromName(name, Id).Should().Be(slug);

    [Theory]
    [InlineData("!!!")]
    [InlineData("株式会社")]
    [InlineData("🚀")]
    public void A_name_without_latin_letters_gives_a_slug_from_the_id(string name)
        => WorkspaceSlug.FromName(name, Id).Should().Be("workspace-123e4567");

    [Fact]
    public void A_long_name_is_cut_and_never_ends_with_a_hyphen()
    {
        WorkspaceSlug.FromName(new string('x', 200), Id).Should().Be(new string('x', 63));
        WorkspaceSlug.FromName(new string('x', 62) + " and more", Id).Should().Be(new string('x', 62));
    }

    [Theory]
    [InlineData("Ünïcödé Näme – with (punctuation) 123")]
    [InlineData("İ")]
    [InlineData("a\u0301\u0301\u0301")]
    [InlineData("ﬁ ligature ①②③")]
    public void What_is_made_from_a_name_is_valid(string name)
        => FluentActions.Invoking(() => WorkspaceSlug.Validated(WorkspaceSlug.FromName(name, Id))).Should().NotThrow();

    [Fact]
    public void The_second_of_a_name_gets_a_number_within_the_length()
    {
        WorkspaceSlug.Numbered("acme", 2).Should().Be("acme-2");
        WorkspaceSlug.Numbered(new string('x', 63), 12).Should().Be(new string('x', 60) + "-12").And.HaveLength(63);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("acme-2")]
    [InlineData("000")]
    public void A_valid_slug_is_taken_as_it_is(string slug) => WorkspaceSlug.Validated(slug).Should().BeSameAs(slug);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("--all")]
    [InlineData("Acme")]
    [InlineData("two words")]
    [InlineData("süd")]
    [InlineData("under_score")]
    [InlineData("acme\n")]
    [InlineData("acme\u0660")]
    public void Any_other_slug_is_refused(string slug)
        => FluentActions.Invoking(() => WorkspaceSlug.Validated(slug)).Should().Throw<InvalidInputException>().WithMessage("*1 to 63*");

    [Fact]
    public void A_slug_of_64_characters_is_refused()
    {
        FluentActions.Invoking(() => WorkspaceSlug.Validated(new string('x', 63))).Should().NotThrow();
        FluentActions.Invoking(() => WorkspaceSlug.Validated(new string('x', 64))).Should().Throw<InvalidInputException>();
    }
}
