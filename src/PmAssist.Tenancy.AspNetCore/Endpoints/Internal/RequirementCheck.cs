using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Razor.Compilation;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;

namespace PmAssist.Tenancy.Internal;

/// <summary>Refuses requirements that nothing would read, or that contradict each other: their endpoint might be open.</summary>
internal static class RequirementCheck
{
    /// <exception cref="InvalidOperationException">Says which one, and what to do.</exception>
    public static void Check(IServiceProvider services)
    {
        foreach (var endpoint in services.GetService<EndpointDataSource>()?.Endpoints ?? [])
        {
            CheckDynamic(endpoint);
            foreach (var member in endpoint.Metadata.SelectMany(MembersOf))
            {
                CheckOne(member);
            }
        }

        // What a page is made of is known to its endpoint only when somebody asks for it.
        if (services.GetService<PageLoader>() is not null && services.GetService<ApplicationPartManager>() is { } parts)
        {
            var views = new ViewsFeature();
            parts.PopulateFeature(views);
            foreach (var page in views.ViewDescriptors.Select(v => v.Type).OfType<Type>().Where(t => t.IsAssignableTo(typeof(PageBase))))
            {
                CheckPage(page);
                CheckPage(page.GetProperty("Model")?.PropertyType ?? page);
            }
        }
    }

    private static IEnumerable<MemberInfo> MembersOf(object metadata)
        => metadata switch
        {
            MethodInfo handler => [handler],
            ControllerActionDescriptor action => [action.ControllerTypeInfo, action.MethodInfo],
            HubMetadata hub => [hub.HubType, .. hub.HubType.GetMethods()],
            _ => [],
        };

    /// <summary>ASP.NET Core replaces such an endpoint by what it leads to, and forgets what was said of it.</summary>
    private static void CheckDynamic(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IDynamicEndpointMetadata>() is { IsDynamic: true }
            && endpoint.Metadata.GetMetadata<IWorkspaceMetadata>()?.LeastRole is not null)
        {
            throw new InvalidOperationException(
                $"'{endpoint.DisplayName}' is a dynamic route, so nothing would read that it requires a workspace. Put [RequireWorkspace] "
                + "on the controller or the page that it leads to, and take the route out of its group.");
        }
    }

    private static void CheckOne(MemberInfo member)
    {
        if (member.GetCustomAttributes(inherit: true).OfType<IWorkspaceMetadata>().Skip(1).Any())
        {
            throw new InvalidOperationException(
                $"'{NameOf(member)}' has [RequireWorkspace] and [AllowNoWorkspace], its own or inherited, and only one can count. "
                + "Remove one.");
        }
    }

    private static void CheckPage(Type type)
    {
        CheckOne(type);
        var handler = type.GetMethods().FirstOrDefault(m => m.GetCustomAttributes(inherit: true).OfType<IWorkspaceMetadata>().Any());
        if (handler is not null)
        {
            throw new InvalidOperationException(
                $"'{NameOf(handler)}' is a handler of a Razor Page, and nothing would read that it has [RequireWorkspace] or "
                + "[AllowNoWorkspace], as nothing reads [Authorize] there. Put it on the page's model.");
        }
    }

    private static string NameOf(MemberInfo member)
        => member is Type type ? type.ToString() : $"{member.DeclaringType}.{member.Name}";
}
