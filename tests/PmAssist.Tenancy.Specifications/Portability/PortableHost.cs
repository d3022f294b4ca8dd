using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Portability;

/// <summary>What the specifications of files need of a host, in a word.</summary>
public static class PortableHost
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<T> PortAsync<T>(this TestHost host, Func<IWorkspacePortability, Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.WithAsync(call);
    }

    /// <summary>An export as bytes, through a stream that cannot seek.</summary>
    public static async Task<byte[]> ExportAsync(this TestHost host, Workspace workspace, ExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        using var bytes = new MemoryStream();
        await using var pipe = new PlainStream(bytes);
        await host.PortAsync(p => p.ExportAsync(workspace.Id, pipe, options, Token));
        return bytes.ToArray();
    }

    public static async Task<ExportManifest> ReadAsync(this TestHost host, byte[] file, ReadOnlyMemory<byte>? key = null)
    {
        using var bytes = new MemoryStream(file);
        return await host.PortAsync(p => p.ReadManifestAsync(bytes, key, Token));
    }

    public static async Task<Workspace> ImportAsync(
        this TestHost host, byte[] file, ImportOptions? options = null, CancellationToken? cancellationToken = null)
    {
        using var bytes = new MemoryStream(file);
        await using var pipe = new PlainStream(bytes);
        return await host.PortAsync(p => p.ImportAsync(pipe, options, cancellationToken ?? Token));
    }

    /// <summary>Projects with tickets, of values that are easily lost.</summary>
    public static async Task FillAsync(this TestHost host, Workspace workspace, int projects = 3)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        await using var lease = await host.RentAsync(workspace);
        for (var number = 1; number <= projects; number++)
        {
            lease.Context.Projects.Add(new Project
            {
                Name = $"Größe \"{number}\" \\ 📦\n",
                Rank = number,
                WrittenFor = workspace.Id,
                Settings = $$"""{ "b": {{number}}.50, "a": [1, null, "ж"] }""",
                Tickets = { new Ticket { Title = $"ticket {number}", WrittenFor = workspace.Id } },
            });
        }

        lease.Context.Integrations.Add(
            new WorkspaceIntegration { Provider = "github", ExternalId = $"{Guid.NewGuid()}", DisplayName = "One" });
        await lease.Context.SaveChangesAsync(Token);
    }

    public static async Task<(int Projects, int Tickets)> CountAsync(this TestHost host, Workspace workspace)
    {
        await using var lease = await host.RentAsync(workspace);
        return (await lease.Context.Projects.CountAsync(Token), await lease.Context.Tickets.CountAsync(Token));
    }
}
