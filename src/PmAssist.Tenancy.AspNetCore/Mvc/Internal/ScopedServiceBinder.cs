using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;

namespace PmAssist.Tenancy.Internal;

/// <summary>Binds a parameter to a service of the request's scope.</summary>
internal sealed class ScopedServiceBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var service = bindingContext.HttpContext.RequestServices.GetRequiredService(bindingContext.ModelType);
        bindingContext.ValidationState.Add(service, new ValidationStateEntry { SuppressValidation = true });
        bindingContext.Result = ModelBindingResult.Success(service);
        return Task.CompletedTask;
    }
}
