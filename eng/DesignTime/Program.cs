using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;

Console.Error.WriteLine("This project is the start-up project of 'dotnet ef' for the library's own migrations; see CONTRIBUTING.md.");
return 1;

/// <summary>Makes the library's contexts for the engine named behind <c>--</c>: no server is needed.</summary>
internal static class DesignTimeServices
{
    public static IServiceProvider For(string[] args)
        => new ServiceCollection()
            .AddPmAssistTenancy(tenancy => _ = args.FirstOrDefault() switch
            {
                "postgresql" => tenancy.UseNpgsql("Host=localhost"),
                "sqlite" => tenancy.UseSqlite("."),
                "sqlserver" => tenancy.UseSqlServer("Server=localhost"),
                _ => throw new ArgumentException("Name the engine behind --: postgresql, sqlite or sqlserver."),
            })
            .BuildServiceProvider();
}

internal sealed class MasterFactory : IDesignTimeDbContextFactory<MasterDbContext>
{
    public MasterDbContext CreateDbContext(string[] args)
        => DesignTimeServices.For(args).GetRequiredService<IDbContextFactory<MasterDbContext>>().CreateDbContext();
}

internal sealed class WorkspaceFactory : IDesignTimeDbContextFactory<WorkspaceDbContext>
{
    public WorkspaceDbContext CreateDbContext(string[] args)
        => DesignTimeServices.For(args).GetRequiredService<IDbContextFactory<WorkspaceDbContext>>().CreateDbContext();
}
