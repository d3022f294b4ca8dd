using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace PmAssist.Tenancy.Internal;

/// <summary>Checks options of any class by the attributes on their properties.</summary>
internal static class OptionRules
{
    /// <summary>A sentence for each value that breaks a rule: the property, its value, and what it may be.</summary>
    public static IEnumerable<string> Violations(object options) => Broken(options).Select(b => b.Sentence);

    /// <summary>Throws for the options of a call that break a rule; the error names the first and says all that is wrong.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value breaks a rule.</exception>
    public static void Check(object options)
    {
        var broken = Broken(options).ToList();
        if (broken.Count > 0)
        {
            throw new ArgumentOutOfRangeException(broken[0].Property, string.Join(" ", broken.Select(b => b.Sentence)));
        }
    }

    private static IEnumerable<(string Property, string Sentence)> Broken(object options)
        => from property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
           from rule in property.GetCustomAttributes<ValidationAttribute>()
           let value = property.GetValue(options)
           where !rule.IsValid(value)
           group rule by (property.Name, Value: value) into broken
           let rule = broken.First().FormatErrorMessage(broken.Key.Name)
           select (broken.Key.Name, $"{options.GetType().Name}.{broken.Key.Name} is {Text(broken.Key.Value)}; {rule}");

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
