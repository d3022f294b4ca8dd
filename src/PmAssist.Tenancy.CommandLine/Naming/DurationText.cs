using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>A time as it is written on a command line: <c>30s</c>, <c>10m</c>, <c>1h</c>, <c>7d</c>, or <c>00:10:00</c>.</summary>
internal static class DurationText
{
    public static Option<TimeSpan?> Option(string name, string description)
        => new(name) { Description = description, HelpName = "10m", CustomParser = Parse };

    private static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && text.Contains(':'))
        {
            return time;
        }

        if (text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            switch (text[^1])
            {
                case 's': return TimeSpan.FromSeconds(number);
                case 'm': return TimeSpan.FromMinutes(number);
                case 'h': return TimeSpan.FromHours(number);
                case 'd': return TimeSpan.FromDays(number);
            }
        }

        result.AddError($"'{text}' is no time. Write 30s, 10m, 1h or 7d.");
        return null;
    }
}
