using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy.Providers;

namespace PmAssist.Tenancy.Specifications.Portability;

/// <summary>Exports of a workspace that is written to meanwhile, and of a large one.</summary>
[Trait("Category", "Long")]
public abstract class BusyExportSpecification(ITestServer server) : Specification(server)
{
    private const int Exports = 200;
    private const long MostMemory = 50 << 20;

    /// <summary>
    /// Each transaction adds a project and a ticket, and takes one of each away: their numbers are the same at every moment.
    /// </summary>
    [Fact]
    public async Task Every_export_is_of_one_moment()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await host.FillAsync(workspace, projects: 20);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var written = 0;
        var writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await WriteAsync(host, workspace);
                written++;
            }
        }, Token);

        for (var export = 0; export < Exports; export++)
        {
            var tables = (await host.ReadAsync(await host.ExportAsync(workspace))).Tables.ToDictionary(t => t.Name, t => t.Part.Rows);
            tables["projects"].Should().Be(tables["tickets"], $"export {export} is of one moment");
        }

        await stop.CancelAsync();
        await writer;
        written.Should().BeGreaterThan(Exports / 4, "else nothing was written meanwhile");
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(300_000)]
    public async Task Memory_does_not_grow_with_the_workspace(int rows)
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await FillAsync(host, workspace, rows);
        var path = Path.Combine(Path.GetTempPath(), $"pmassist-{Guid.NewGuid():N}.zip");
        try
        {
            await using (var file = File.Create(path))
            {
                (await PeakAsync(() => host.PortAsync(p => p.ExportAsync(workspace.Id, file, cancellationToken: Token))))
                    .Should().BeLessThan(MostMemory);
            }

            await using var source = File.OpenRead(path);
            (await PeakAsync(() => host.PortAsync(p => p.ImportAsync(source, new ImportOptions { OwnerId = "ada" }, Token))))
                .Should().BeLessThan(MostMemory);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task WriteAsync(TestHost host, Workspace workspace)
    {
        await using var lease = await host.RentAsync(workspace);
        var old = await lease.Context.Projects.OrderBy(p => p.Id).FirstAsync(Token);
        lease.Context.Remove(old);
        var extra = Random.Shared.Next(2);
        for (var number = 0; number <= extra; number++)
        {
            lease.Context.Add(
                new Project
                {
                    Name = "new",
                    WrittenFor = workspace.Id,
                    Tickets = { new Ticket { Title = "new", WrittenFor = workspace.Id } }
                });
        }

        await lease.Context.SaveChangesAsync(Token);
    }

    private static Task<bool> FillAsync(TestHost host, Workspace workspace, int rows)
    {
        var sessions = host.Services.GetRequiredService<ISchemaSessions>();
        var columns = sessions.WorkspaceModels[0].GetRelationalModel().Tables.Single(t => t.Name == "projects")
            .Columns.ToDictionary(c => c.Name);
        return sessions.InWorkspaceAsync(
            workspace.Schema,
            new SchemaSessionOptions(),
            async (session, token) =>
            {
                await session.WriteRowsAsync(
                    [columns["Id"], columns["WrittenFor"], columns["Name"], columns["Settings"], columns["Rank"]], RowsAsync(), token);
                await session.CompleteAsync([], token);
                return true;
            },
            Token);

        async IAsyncEnumerable<object?[]> RowsAsync()
        {
            await Task.Yield();
            for (var row = 0; row < rows; row++)
            {
                yield return [Guid.NewGuid(), workspace.Id, $"{new string('x', 100)} {row}", "{}", row];
            }
        }
    }

    /// <summary>How much more is alive at most than before.</summary>
    private static async Task<long> PeakAsync(Func<Task> work)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;
        var running = work();
        while (!running.IsCompleted)
        {
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
            await Task.WhenAny(running, Task.Delay(1000, Token));
        }

        await running;
        return peak;
    }
}
