using System.Security.Cryptography;
using System.Text;

namespace PmAssist.Tenancy;

/// <summary>
/// A foreign key that rows break for a while, where Citus is: of what changes a constraint, it knows adding and dropping only
/// (ErrorIfUnsupportedAlterTableStmt in src/backend/distributed/commands/table.c). So the key is dropped, and comes back as the server
/// printed it, which checks the rows. Both in one transaction, which keeps the definition.
/// </summary>
internal static class DistributedForeignKey
{
    /// <param name="table">The delimited name of the key's table.</param>
    /// <param name="key">The key's name, delimited.</param>
    /// <param name="name">The key's name.</param>
    public static (string Before, string After) Around(string table, string key, string name)
    {
        var setting = DistributionSql.Literal($"pmassist.key_{Hash($"{table}.{name}")}");
        return (
            $"""
            DO $pmassist$ BEGIN
                PERFORM set_config({setting}, pg_get_constraintdef(oid), true) FROM pg_catalog.pg_constraint
                WHERE conrelid = {DistributionSql.Literal(table)}::regclass AND conname = {DistributionSql.Literal(name)};
                ALTER TABLE {table} DROP CONSTRAINT {key};
            END $pmassist$
            """,
            $"""
            DO $pmassist$ BEGIN
                EXECUTE {DistributionSql.Literal($"ALTER TABLE {table} ADD CONSTRAINT {key} ")} || current_setting({setting});
            END $pmassist$
            """);
    }

    /// <summary>A setting's name has letters, digits and underscores.</summary>
    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
