using System.Globalization;

namespace PmAssist.Tenancy.Specifications.CommandLine;

/// <summary>Keeps lines, and stops what writes them at one that has a text.</summary>
internal sealed class StopAtWriter(string text, CancellationTokenSource stop) : StringWriter(CultureInfo.InvariantCulture)
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(text, StringComparison.Ordinal) == true)
        {
            stop.Cancel();
        }
    }
}
