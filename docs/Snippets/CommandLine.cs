using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Snippets;

public static class CommandLine
{
    public static async Task<int> WebAsync(WebApplicationBuilder builder, string[] args)
    {
        ArgumentNullException.ThrowIfNull(builder);
        #region command-line
        var app = builder.Build();
        return await app.RunTenancyAsync(args);
        #endregion
    }

    public static async Task<int> ConsoleAsync(IHost host, string[] args)
    {
        ArgumentNullException.ThrowIfNull(host);
        #region command-line-without-verb
        return await host.RunTenancyAsync(args, withoutVerb: async cancellationToken =>
        {
            await host.StartAsync(cancellationToken);
            return 0;
        });
        #endregion
    }
}
