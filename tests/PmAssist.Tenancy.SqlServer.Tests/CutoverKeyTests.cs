using PmAssist.Tenancy.Specifications.Cutover;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>The server takes keys for the same that differ as texts.</summary>
public sealed class CutoverKeyTests
{
    [Theory]
    [InlineData("6F9619FF-8B86-D011-B42D-00C04FC964FF", "6f9619ff-8b86-d011-b42d-00c04fc964ff")]
    [InlineData("{6f9619ff-8b86-d011-b42d-00c04fc964ff}", "6f9619ff-8b86-d011-b42d-00c04fc964ff")]
    [InlineData("acme", "ACME  ")]
    [InlineData("17", "17")]
    public void They_have_one_key(string one, string other)
    {
        var dialect = Dialect.Of(cutover => cutover.UseSqlServer());
        dialect.KeyOf(one, ignoresCase: true).Should().Be(dialect.KeyOf(other, ignoresCase: true));
        dialect.KeyOf(one, ignoresCase: true).Should().NotBe(dialect.KeyOf(one + "x", ignoresCase: true));
    }

    [Theory]
    [InlineData("acme", "ACME", false)]
    [InlineData("acme", "acme  ", true)]
    [InlineData("6F9619FF-8B86-D011-B42D-00C04FC964FF", "6f9619ff-8b86-d011-b42d-00c04fc964ff", true)]
    public void In_a_case_sensitive_database_texts_that_differ_in_case_are_two_keys_and_a_GUID_is_one(string one, string other, bool isSame)
    {
        var dialect = Dialect.Of(cutover => cutover.UseSqlServer());
        (dialect.KeyOf(one, ignoresCase: false) == dialect.KeyOf(other, ignoresCase: false)).Should().Be(isSame);
    }
}
