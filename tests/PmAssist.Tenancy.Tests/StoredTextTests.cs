using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Tests;

public sealed class StoredTextTests
{
    [Theory]
    [InlineData("The connection is closed", "The connection is closed.")]
    [InlineData("The connection is closed. ", "The connection is closed.")]
    [InlineData("Is it there?", "Is it there?")]
    [InlineData("SQLite Error 14: 'unable to open database file'.", "SQLite Error 14: 'unable to open database file'.")]
    [InlineData("42P01: relation \"x\" does not exist\n", "42P01: relation \"x\" does not exist.")]
    public void A_drivers_text_never_runs_into_ours(string text, string sentence) => DatabaseError.Sentence(text).Should().Be(sentence);

    [Fact]
    public void The_drivers_error_is_found_however_deep_it_lies()
    {
        var cause = new Npgsql.NpgsqlException("The server is gone");
        var wrapped = new Microsoft.EntityFrameworkCore.Storage.RetryLimitExceededException(
            "tried", new Microsoft.EntityFrameworkCore.DbUpdateException("saving", cause));
        DatabaseError.CauseOf(wrapped).Should().BeSameAs(cause);
        DatabaseError.SentenceOf(wrapped).Should().Be("The server is gone.");
    }

    [Fact]
    public void A_text_is_cut_between_characters() => StoredText.Mended("ab🚀c\0", 3).Should().Be("ab");

    [Fact]
    public void What_cannot_be_stored_is_replaced() => StoredText.Mended("a\0b\ud800c", 10).Should().Be("a\ufffdb\ufffdc");
}
