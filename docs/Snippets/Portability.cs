using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;
using PmAssist.Tenancy.Portability;

namespace Snippets;

public static class Portability
{
    public static void Register(IServiceCollection services)
    {
        #region register-portability
        services.AddWorkspacePortability(); // beside AddPmAssistTenancy, from the package PmAssist.Tenancy.Portability
        #endregion
    }

    public static async Task BackUpAsync(
        IWorkspacePortability portability, Guid workspaceId, string path, byte[] key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(portability);
        #region back-up
        await using (var backup = File.Create(path))
        {
            var manifest = await portability.ExportAsync(
                workspaceId, backup, new ExportOptions { Members = true, SigningKey = key, ActorId = "ada" }, cancellationToken);
            Console.WriteLine($"{manifest.Rows} rows in {manifest.Tables.Count} tables");
        }
        #endregion

        #region restore-rows
        await using var file = File.OpenRead(path);
        await using var before = File.Create(path + ".before");
        await portability.RestoreAsync(
            workspaceId, file, new RestoreOptions { Previous = before, SigningKey = key, ActorId = "ada" }, cancellationToken);
        #endregion
    }

    public static async Task BringBackAsync(
        IWorkspacePortability portability, Guid workspaceId, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(portability);
        #region bring-back
        await using var tuesday = File.OpenRead(path);
        foreach (var table in await portability.CompareAsync(workspaceId, tuesday, cancellationToken: cancellationToken))
        {
            Console.WriteLine($"{table.Table}: {table.Missing.Count} missing, {table.Extra.Count} new, {table.Different.Count} changed");
        }

        tuesday.Position = 0;
        var project = new RowChoice("Projects", """["8f0e5f0e-55d4-4c36-9d0b-1f6f6a1e2c11"]""");
        await portability.CopyBackAsync(workspaceId, tuesday, [project, new RowChoice("Tasks")], cancellationToken: cancellationToken);
        #endregion
    }

    public static async Task MaskAsync(
        IWorkspacePortability portability, Guid workspaceId, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(portability);
        #region mask
        var masked = new ExportOptions { ActorId = "ada" }
            .Mask("Customers", "Name", name => name is null ? null : "Customer")
            .Mask("Customers", "Email", _ => "nobody@example.com");
        await portability.ExportAsync(workspaceId, destination, masked, cancellationToken);
        #endregion
    }

    public static async Task<Workspace> CloneAsync(
        IWorkspacePortability portability, Guid workspaceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(portability);
        #region clone
        var copy = await portability.CloneAsync(
            workspaceId, new NewWorkspace("Northwind, for tests", "ada"), cancellationToken: cancellationToken);
        #endregion
        return copy;
    }

    public static async Task<Workspace> ImportAsync(
        IWorkspacePortability portability, string path, byte[] key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(portability);
        #region import
        await using var arriving = File.OpenRead(path);
        var workspace = await portability.ImportAsync(
            arriving, new ImportOptions { Members = true, SigningKey = key, ActorId = "ada" }, cancellationToken);
        #endregion
        return workspace;
    }
}
