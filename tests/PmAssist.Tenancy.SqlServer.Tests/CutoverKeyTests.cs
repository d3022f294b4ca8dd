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
        var dialect = new SqlServerTenancyProvider("Server=127.0.0.1").Cutover;
        dialect.KeyOf(one).Should().Be(dialect.KeyOf(other));
        dialect.KeyOf(one).Should().NotBe(dialect.KeyOf(one + "x"));
    }
}
