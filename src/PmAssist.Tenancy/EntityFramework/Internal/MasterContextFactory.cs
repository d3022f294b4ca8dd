using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

internal sealed class MasterContextFactory(ITenancyContexts contexts) : IDbContextFactory<MasterDbContext>
{
    public MasterDbContext CreateDbContext() => contexts.CreateMaster();
}
