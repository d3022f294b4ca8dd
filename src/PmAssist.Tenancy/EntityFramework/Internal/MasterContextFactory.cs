using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

internal sealed class MasterContextFactory(TenancyContexts contexts) : IDbContextFactory<MasterDbContext>
{
    public MasterDbContext CreateDbContext() => contexts.CreateMaster();
}
