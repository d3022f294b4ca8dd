using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy;

#region web-program
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddPmAssistTenancy(tenancy => tenancy
    .UseSqlite("data")
    .Configure(options => options.MigrateOnStartup = true));
builder.Services.AddWorkspaceResolution(resolve => resolve.FromRoute("workspace"));
builder.Services.AddAuthentication("cookie").AddCookie("cookie");

var app = builder.Build();
app.UseWorkspaces();

var workspaces = app.MapGroup("/w/{workspace}").RequireWorkspace();
workspaces.MapGet("/", (Workspace workspace) => $"Welcome to {workspace.Name}");
workspaces.MapGet("/agents", (WorkspaceDbContext context) => context.Agents.Select(a => a.Name).ToListAsync());
workspaces.MapPost("/agents/{name}", async (WorkspaceDbContext context, string name) =>
{
    context.Add(new WorkspaceAgent { Name = name, Kind = "triage" });
    await context.SaveChangesAsync();
}).RequireWorkspace(WorkspaceRole.Member);

app.MapPost("/workspaces/{name}", async (ClaimsPrincipal user, IWorkspaceService service, string name)
    => (await service.CreateAsync(new NewWorkspace(name, user.FindFirstValue(ClaimTypes.NameIdentifier)!))).Slug)
    .RequireAuthorization();
if (app.Environment.IsDevelopment())
{
    app.MapPost("/sign-in/{user}", (string user) => Results.SignIn(
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], "development"))));
}

await app.RunAsync();
#endregion
