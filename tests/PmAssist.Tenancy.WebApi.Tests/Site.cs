using System.Net.Http.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebApi.People;

namespace PmAssist.Tenancy.WebApi.Tests;

/// <summary>The sample as it is, behind Kestrel on a free port, with workspaces in a directory of its own.</summary>
public class Site : WebApplicationFactory<Person>
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("pmassist-webapi-");

    public Site()
    {
        UseKestrel(port: 0);
        StartServer();
    }

    public Uri Address => ClientOptions.BaseAddress;

    protected virtual string EnvironmentName => "Development";

    /// <summary>A client without a browser, as a person.</summary>
    public async Task<HttpClient> SignInAsync(string person)
    {
        var client = CreateClient();
        (await client.PostAsync($"/api/session/{person}", content: null)).EnsureSuccessStatusCode();
        return client;
    }

    /// <summary>Makes a workspace of a person's.</summary>
    /// <returns>Its slug.</returns>
    public async Task<string> CreateWorkspaceAsync(string owner, string name)
    {
        using var client = await SignInAsync(owner);
        using var answer = await client.PostAsJsonAsync("/api/workspaces/", new { name });
        answer.EnsureSuccessStatusCode();
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
        => builder.UseEnvironment(EnvironmentName)
            .UseSetting("sqlite", _directory.FullName)
            .ConfigureLogging(logging => logging.ClearProviders())
            .ConfigureServices(services => services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>());
}
