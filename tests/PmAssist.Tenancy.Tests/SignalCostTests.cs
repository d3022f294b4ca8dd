using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using PmAssist.Tenancy.Internal;

namespace PmAssist.Tenancy.Tests;

/// <summary>What happens on each access allocates nothing for signals: unheard nor heard.</summary>
public sealed class SignalCostTests
{
    private static readonly KeyValuePair<string, object?> Context = TenancyMeter.ContextTag(typeof(WorkspaceDbContext));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rent_and_a_lookup_allocate_nothing(bool isHeard)
    {
        using var meter = new TenancyMeter();
        using var listener = new MeterListener();
        var heard = 0L;
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (isHeard && ReferenceEquals(instrument.Meter, meter.Meter))
            {
                all.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => heard += value);
        listener.Start();

        AllocatedBy(Use).Should().Be(0);

        heard.Should().Be(isHeard ? 4_000 : 0);

        void Use()
        {
            meter.Rented(Context);
            meter.LookedUp(isHit: true);
        }
    }

    [Fact]
    public void A_log_scope_of_a_host_that_logs_nothing_allocates_nothing()
    {
        var workspace = new Workspace { Id = Guid.NewGuid(), Name = "a", Slug = "a" };
        AllocatedBy(() => NullLogger.Instance.BeginWorkspaceScope(workspace)?.Dispose()).Should().Be(0);
    }

    private static long AllocatedBy(Action use)
    {
        for (var i = 0; i < 1_000; i++)
        {
            use();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            use();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
