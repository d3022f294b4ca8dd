using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>What a host adds to the options of the master context.</summary>
internal sealed class MasterConfiguration
{
    public List<Action<IServiceProvider, DbContextOptionsBuilder>> Actions { get; } = [];
}
