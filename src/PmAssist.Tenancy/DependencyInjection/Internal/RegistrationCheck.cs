using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Finds a context type that the host registered once more, after the library: the last registration wins, and its contexts would be
/// under no rule.
/// </summary>
internal sealed class RegistrationCheck(TenancyContexts contexts, IServiceScopeFactory scopes)
{
    /// <exception cref="InvalidOperationException">A context type was registered once more.</exception>
    public async Task RunAsync()
    {
        var scope = scopes.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        foreach (var type in contexts.Workspace.Select(c => c.ContextType))
        {
            try
            {
                scope.ServiceProvider.GetRequiredService(type);
            }
            catch (WorkspaceNotBoundException)
            {
                continue;
            }

            throw new InvalidOperationException(
                $"{type.Name} is registered once more after AddPmAssistTenancy, so the services give contexts without the library's rules, "
                + "which could be used without a workspace. Remove that registration.");
        }
    }
}
