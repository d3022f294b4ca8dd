using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmAssist.Tenancy;
using Quickstart;

var builder = Host.CreateApplicationBuilder(args);

// An error is told below, in one line; a real host keeps its log.
builder.Logging.ClearProviders();

var statements = new StatementRecorder();
try
{
    // dotnet ef passes options of its own.
    if (!EF.IsDesignTime)
    {
        Databases.RefuseUnknownOptions(args);
    }

    builder.Services.AddPmAssistTenancy<QuickstartDbContext>(tenancy => tenancy
        .UseDatabase(builder.Configuration)
        .ConfigureContext((_, options) => options.AddInterceptors(statements))
        .Configure(options => options.MigrateOnStartup = true));
    builder.Services.AddWorkspacePortability();

    // With a verb, for example `workspaces list`, the operator's command line; else the tour.
    var host = builder.Build();
    return await host.RunTenancyAsync(args, async cancellationToken =>
    {
        Databases.RefuseArguments(args);
        await host.StartAsync(cancellationToken);
        await Tour.RunAsync(host.Services, statements);
        await Journey.RunAsync(host.Services);
        Tour.PrintNextSteps();
        await host.StopAsync(cancellationToken);
        return 0;
    });
}
catch (ArgumentException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
catch (Exception exception) when (exception is TenancyException or OperationCanceledException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
