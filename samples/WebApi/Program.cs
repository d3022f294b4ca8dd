using PmAssist.Tenancy;
using WebApi;
using WebApi.Notes;
using WebApi.Projects;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddPmAssistTenancy<ProjectsDbContext>(tenancy => tenancy
    .UseDatabase(builder.Configuration)
    .AddContext<NotesDbContext>()
    .Configure(options => options.MigrateOnStartup = true));

var app = builder.Build();
await app.RunAsync();
