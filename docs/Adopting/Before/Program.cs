using Adopting;
using Microsoft.EntityFrameworkCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<AppDbContext>(options => options.UseSqlite("Data Source=app.db"));
builder.Services.AddScoped<ProjectService>();

var app = builder.Build();
await using (var scope = app.Services.CreateAsyncScope())
{
    await scope.ServiceProvider.GetRequiredService<AppDbContext>().Database.MigrateAsync();
}

var projects = app.MapGroup("/projects");
projects.MapGet("/", (ProjectService service, CancellationToken token) => service.ListAsync(token));
projects.MapPost("/{name}", (string name, string[] items, ProjectService service, CancellationToken token)
    => service.AddAsync(name, items, token));
await app.RunAsync();
