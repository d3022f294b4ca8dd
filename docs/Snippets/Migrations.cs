using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy;

namespace Snippets;

public static class Migrations
{
    public static async Task<WorkspaceMigrationReport> RunAsync(IWorkspaceMigrator migrator, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(migrator);
        #region run
        await migrator.MigrateMasterAsync(cancellationToken: cancellationToken);

        var before = await migrator.GetStatusAsync(cancellationToken);
        Console.WriteLine($"{before.BehindCount} workspaces are behind {before.TargetVersion}, {before.AheadCount} are ahead of it");

        var options = new WorkspaceMigrationOptions { MaxParallelism = 8, CanaryCount = 3, ErrorBudget = 10 };
        var report = await migrator.RunAsync(options, cancellationToken: cancellationToken);
        foreach (var failure in report.Failures)
        {
            Console.Error.WriteLine($"{failure.WorkspaceId}: {failure.Error!.Message}");
        }
        #endregion
        return report;
    }

    public static async Task StatusAsync(IWorkspaceMigrator migrator, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(migrator);
        #region status
        var status = await migrator.GetStatusAsync(cancellationToken);
        Console.WriteLine($"{status.BehindCount} behind, {status.CurrentCount} current, {status.AheadCount} ahead");
        Console.WriteLine($"{status.FailedCount} failed");

        var verification = await migrator.VerifyAsync(cancellationToken);
        Console.WriteLine($"{verification.Repaired.Count} of {verification.Checked} rows were wrong");
        Console.WriteLine($"{verification.Missing.Count} schemas are missing");
        Console.WriteLine($"{verification.Orphans.Count} schemas belong to no workspace");
        Console.WriteLine($"{verification.Unregistered.Count} contexts left tables and are registered no longer");
        #endregion
    }

    public static async Task OneAsync(WorkspaceDbContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        #region one
        await context.Database.MigrateAsync(cancellationToken);
        #endregion
    }

    public static async Task ScriptAsync(IWorkspaceMigrator migrator, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(migrator);
        #region script
        await File.WriteAllTextAsync("migrate.sql", await migrator.ScriptAsync(cancellationToken: cancellationToken), cancellationToken);
        #endregion
    }

    public static string ScriptMaster(MasterDbContext master)
    {
        ArgumentNullException.ThrowIfNull(master);
        #region script-master
        var sql = master.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
        #endregion
        return sql;
    }

    public static async Task BackAsync(IWorkspaceMigrator migrator, Guid workspaceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(migrator);
        #region back
        var result = await migrator.MigrateAsync(workspaceId, "Initial", cancellationToken);
        Console.WriteLine($"{result.FromVersion} -> {result.ToVersion}");
        #endregion
    }
}
