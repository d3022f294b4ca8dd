using System.Text.Json.Serialization;
using PmAssist.Tenancy;
using WebApi;
using WebApi.Notes;
using WebApi.Operators;
using WebApi.People;
using WebApi.Projects;
using WebApi.Workspaces;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddPmAssistTenancy<ProjectsDbContext>(tenancy => tenancy
    .UseDatabase(builder.Configuration)
    .AddContext<NotesDbContext>()
    .Configure(options =>
    {
        options.MigrateOnStartup = true;
        options.OutdatedWorkspace = OutdatedWorkspacePolicy.Refuse;
    }));
builder.Services.AddWorkspaceResolution(resolve => resolve.FromRoute("workspace"));
builder.Services.AddHealthChecks().AddPmAssistTenancy();

builder.Services.AddSignIn();
builder.Services.AddSingleton<DemoWorkspaces>();
builder.Services.AddSingleton<FleetRuns>().AddHostedService(services => services.GetRequiredService<FleetRuns>());
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
builder.Services.AddValidation().AddApiDescription();

var app = builder.Build();

app.UseStatusCodePages().UseExceptionHandler();
app.UseDefaultFiles();
app.UseStaticFiles();
app.UseWorkspaces();

app.MapSession();
app.MapWorkspaceList();
app.MapOperator();

var workspace = app.MapGroup("/w/{workspace}").RequireWorkspace();
workspace.MapDetails();
workspace.MapMembers();
workspace.MapIntegrations();
workspace.MapTasks();
workspace.MapNotes();

foreach (var part in (string[])["live", "ready", "fleet"])
{
    app.MapHealthChecks($"/health/{part}", new() { Predicate = check => check.Tags.Contains(part) });
}

app.MapApiDescription();

// With a verb, for example `workspaces list`, the operator's command line; else the web host.
return await app.RunTenancyAsync(args);
