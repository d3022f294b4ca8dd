using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Tests;

public sealed class FingerprintTests
{
    [Fact]
    public void It_is_the_sha256_of_the_ordered_ids()
        // printf 'a\nb' | sha256sum
        => Fingerprint.Of(["b", "a"]).Should().Be("7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78");

    [Fact]
    public void The_order_in_which_migrations_were_applied_does_not_matter()
        => Fingerprint.Of(["20260201_B", "20260115_Late", "20260101_A"])
            .Should().Be(Fingerprint.Of(["20260101_A", "20260115_Late", "20260201_B"]));

    [Fact]
    public void A_migration_merged_late_changes_it()
        => Fingerprint.Of(["20260101_A", "20260201_B"]).Should().NotBe(Fingerprint.Of(["20260101_A", "20260115_Late", "20260201_B"]));

    [Fact]
    public void Ids_do_not_run_into_one_another()
        => Fingerprint.Of(["ab", "c"]).Should().NotBe(Fingerprint.Of(["a", "bc"]));

    [Fact]
    public void It_fits_its_column() => Fingerprint.Of([]).Should().MatchRegex("^[0-9a-f]{64}$");
}
