using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The workspace and the contexts as parameters of controllers and Razor Pages come from the request's scope, as in minimal APIs; else MVC
/// would make them of the request's own values.
/// </summary>
internal sealed class ScopedServiceBinderProvider : IModelBinderProvider
{
    private static readonly ScopedServiceBinder Binder = new();

    public IModelBinder? GetBinder(ModelBinderProviderContext context)
    {
        var type = context.Metadata.ModelType;
        return type == typeof(Workspace)
            || (type.IsAssignableTo(typeof(DbContext)) && context.Services.GetRequiredService<IServiceProviderIsService>().IsService(type))
                ? Binder
                : null;
    }
}
