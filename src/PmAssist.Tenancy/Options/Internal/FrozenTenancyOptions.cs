using Microsoft.Extensions.Options;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Creates the settings once, checks and freezes them, and returns the same instance to every caller: a monitor or a snapshot that
/// reread a changed configuration would show values that the library does not use.
/// </summary>
internal sealed class FrozenTenancyOptions : IOptionsFactory<TenancyOptions>
{
    private readonly OptionsFactory<TenancyOptions> _inner;
    private readonly Lazy<TenancyOptions> _settings;

    public FrozenTenancyOptions(
        IEnumerable<IConfigureOptions<TenancyOptions>> setups,
        IEnumerable<IPostConfigureOptions<TenancyOptions>> postConfigures,
        IEnumerable<IValidateOptions<TenancyOptions>> validations)
    {
        _inner = new OptionsFactory<TenancyOptions>(setups, postConfigures, validations);
        _settings = new Lazy<TenancyOptions>(() => _inner.Create(Options.DefaultName).Freeze());
    }

    public TenancyOptions Create(string name) => name == Options.DefaultName ? _settings.Value : _inner.Create(name).Freeze();
}
