using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace PmAssist.Tenancy.Internal;

/// <summary>Stores an enum by its name in lower case.</summary>
internal static class LowerCaseEnum
{
    public static ValueConverter<TEnum, string> Converter<TEnum>()
        where TEnum : struct, Enum
        => new(value => value.ToString().ToLowerInvariant(), text => Enum.Parse<TEnum>(text, ignoreCase: true));
}
