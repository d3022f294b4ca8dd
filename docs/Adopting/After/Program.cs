using Adopting;
using PmAssist.Tenancy;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddPmAssistTenancy<AppDbContext>(tenancy => tenancy
    .UseSqlite("data")
    .Configure(options => options.MigrateOnStartup = true));
builder.Services.AddProblemDetails().AddExceptionHandler(options
    => options.StatusCodeSelector = error => error is WorkspaceNotFoundException ? 404 : 500);
builder.Services.AddScoped<ProjectService>();

var app = builder.Build();
app.UseExceptionHandler();
app.Use(async (http, next) =>
{
    if (Guid.TryParse(http.GetRouteValue("workspace") as string, out var id))
    {
        await http.RequestServices.GetRequiredService<IWorkspaceAccessor>().EnterAsync(id, http.RequestAborted);
    }

    await next(http);
});
app.MapPost("/workspaces/{name}", (string name, string owner, IWorkspaceService workspaces, CancellationToken token)
    => workspaces.CreateAsync(new NewWorkspace(name, owner), token));

var projects = app.MapGroup("/w/{workspace:guid}/projects");
projects.MapGet("/", (ProjectService service, CancellationToken token) => service.ListAsync(token));
projects.MapPost("/{name}", (string name, string[] items, ProjectService service, CancellationToken token)
    => service.AddAsync(name, items, token));
await app.RunAsync();
