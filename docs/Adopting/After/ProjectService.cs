using Microsoft.EntityFrameworkCore;

namespace Adopting;

public sealed class ProjectService(AppDbContext context)
{
    public Task<List<string>> ListAsync(CancellationToken cancellationToken)
        => context.Projects
            .OrderBy(p => p.Name)
            .Select(p => $"{p.Name}: {p.Items.Count(i => !i.IsDone)} to do")
            .ToListAsync(cancellationToken);

    public async Task AddAsync(string name, string[] items, CancellationToken cancellationToken)
    {
        var project = new Project { Name = name };
        project.Items.AddRange(items.Select(title => new TodoItem { Title = title }));
        context.Add(project);
        await context.SaveChangesAsync(cancellationToken);
    }
}
