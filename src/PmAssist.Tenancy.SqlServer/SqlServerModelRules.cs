using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy;

/// <summary>What a workspace model may not have on SQL Server.</summary>
internal static class SqlServerModelRules
{
    public static IEnumerable<string> Check(IReadOnlyModel model)
    {
        if (model.GetValueGenerationStrategy() == SqlServerValueGenerationStrategy.SequenceHiLo)
        {
            yield return "UseHiLo() would give several workspaces ids from one block. Use identity columns or GUIDs.";
        }

        foreach (var property in model.GetEntityTypes().SelectMany(e => e.GetDeclaredProperties()))
        {
            if (property.GetValueGenerationStrategy() == SqlServerValueGenerationStrategy.SequenceHiLo)
            {
                yield return $"{property.DeclaringType.DisplayName()}.{property.Name}: HiLo would give several workspaces ids from one "
                    + "block, because EF keeps the block per model. Use an identity column or a GUID.";
            }
        }

        foreach (var entityType in model.GetEntityTypes().Where(e => e.IsTemporal() && !e.IsSharedAcrossWorkspaces()))
        {
            if (entityType.GetHistoryTableSchema() != model.GetDefaultSchema())
            {
                yield return $"{entityType.DisplayName()}: its history table lies in the schema "
                    + $"'{entityType.GetHistoryTableSchema() ?? "(none)"}', "
                    + "which all workspaces would share. Leave the schema out of UseHistoryTable(...).";
            }
        }

        if (model.GetCollation() is { } collation)
        {
            yield return $"The collation '{collation}' of the model would change the whole database in every workspace's migration. "
                + "Set it on columns with UseCollation(), or on the database by an administrator.";
        }

        // EF Core 11's name for what HasFullTextCatalog(...) puts on a model; a full-text index may name a catalog that exists.
        if (model.FindAnnotation("SqlServer:FullTextCatalogs") is not null)
        {
            yield return "A full-text catalog belongs to the whole database, so each workspace's migration would create it again: have it "
                + "created by the master's migrations or by an administrator.";
        }

        if (model.GetServiceTierSql() is not null || model.GetPerformanceLevelSql() is not null || model.GetDatabaseMaxSize() is not null)
        {
            yield return "An Azure SQL service tier, performance level or size belongs to the whole database: set it by an administrator.";
        }
    }
}
