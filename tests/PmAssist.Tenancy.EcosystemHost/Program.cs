using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmAssist.Tenancy;
using PmAssist.Tenancy.EcosystemHost;

// The program that dotnet ef starts: it needs no server. dotnet ef … --context KeysDbContext -- --engine sqlite
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddPmAssistTenancy(tenancy => (builder.Configuration["engine"] switch
{
    "postgresql" => tenancy.UseNpgsql("Host=localhost"),
    "sqlserver" => tenancy.UseSqlServer("Server=localhost"),
    _ => tenancy.UseSqlite("."),
}).AddEcosystem());
builder.Build();
