using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace PmAssist.Tenancy.Internal;

/// <summary>Checks options of any class by the attributes on their properties.</summary>
internal static class OptionRules
{
    /// <summary>A sentence for each value that breaks a rule: the property, its value, and what it may be.</summary>
    public static IEnumerable<string> Violations(object options)
        => from property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
           from rule in property.GetCustomAttributes<ValidationAttribute>()
           let value = property.GetValue(options)
           where !rule.IsValid(value)
           group rule by (property.Name, Value: value) into broken
           let rule = broken.First().FormatErrorMessage(broken.Key.Name)
           select $"{options.GetType().Name}.{broken.Key.Name} is {Text(broken.Key.Value)}; {rule}";

    /// <summary>Throws for the first options object of a call that breaks a rule.</summary>
    /// <exception cref="ArgumentException">A value breaks a rule.</exception>
    public static void Check(object options)
    {
        var violations = Violations(options).ToList();
        if (violations.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", violations));
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
