using System.ComponentModel.DataAnnotations;

namespace PmAssist.Tenancy.Internal;

/// <summary>The range of a time, as text of <see cref="TimeSpan"/>, because an attribute takes constants only.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeRangeAttribute : RangeAttribute
{
    public TimeRangeAttribute(string minimum, string maximum)
        : base(typeof(TimeSpan), minimum, maximum)
        => (ParseLimitsInInvariantCulture, ConvertValueInInvariantCulture) = (true, true);

    /// <summary>Whether zero, which then switches something off, is allowed as well.</summary>
    public bool OrZero { get; init; }

    public override bool IsValid(object? value) => (OrZero && value is TimeSpan { Ticks: 0 }) || base.IsValid(value);
}
