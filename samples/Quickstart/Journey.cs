using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;
using PmAssist.Tenancy.Portability;

namespace Quickstart;

/// <summary>A workspace leaves as a file, is deleted, and comes back from the file as a new one.</summary>
internal static class Journey
{
    public static async Task RunAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaceService>();
        var portability = scope.ServiceProvider.GetRequiredService<IWorkspacePortability>();

        var leaving = await workspaces.CreateAsync(new NewWorkspace("Tailspin", ownerId: "ada"));
        await WriteNoteAsync(services, leaving.Id, "Packed");
        var path = Path.Combine(Path.GetTempPath(), $"quickstart-{leaving.Id:N}.zip");
        try
        {
            await using (var file = File.Create(path))
            {
                var manifest = await portability.ExportAsync(leaving.Id, file, new ExportOptions { Members = true, ActorId = "ada" });
                Console.WriteLine($"{leaving.Name} was exported: {manifest.Tables.Count} tables, {manifest.Rows} row");
            }

            await DeleteAsync(workspaces, leaving.Id);
            await using var arriving = File.OpenRead(path);
            var back = await portability.ImportAsync(arriving, new ImportOptions { Members = true });
            Console.WriteLine($"{back.Name} was deleted, and imported as a new workspace: {await ReadNoteAsync(services, back.Id)}");

            // So that the next run of this program finds what this one found.
            await DeleteAsync(workspaces, back.Id);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task WriteNoteAsync(IServiceProvider services, Guid id, string text)
    {
        await using var lease = await Contexts(services).RentAsync(id);
        lease.Context.Add(new MeetingNote { Text = text });
        await lease.Context.SaveChangesAsync();
    }

    private static async Task<string> ReadNoteAsync(IServiceProvider services, Guid id)
    {
        await using var lease = await Contexts(services).RentAsync(id);
        return (await lease.Context.MeetingNotes.SingleAsync()).Text;
    }

    private static async Task DeleteAsync(IWorkspaceService workspaces, Guid id)
    {
        await workspaces.DeleteAsync(id, actorId: "ada");
        await workspaces.PurgeAsync(id, actorId: "ada");
    }

    private static IWorkspaceContextFactory<QuickstartDbContext> Contexts(IServiceProvider services)
        => services.GetRequiredService<IWorkspaceContextFactory<QuickstartDbContext>>();
}
