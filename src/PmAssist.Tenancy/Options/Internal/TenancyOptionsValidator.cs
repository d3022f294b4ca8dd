using Microsoft.Extensions.Options;

namespace PmAssist.Tenancy.Internal;

/// <summary>The rules of the settings, for the options pattern.</summary>
internal sealed class TenancyOptionsValidator : IValidateOptions<TenancyOptions>
{
    public ValidateOptionsResult Validate(string? name, TenancyOptions options)
    {
        var violations = OptionRules.Violations(options).ToList();
        return violations.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(violations);
    }
}
