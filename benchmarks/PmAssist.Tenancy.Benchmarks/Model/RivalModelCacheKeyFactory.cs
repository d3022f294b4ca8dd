using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>A model per schema: many for the textbook, one for the plain side, which has another schema in each database.</summary>
internal sealed class RivalModelCacheKeyFactory : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => (context.GetType(), ((RivalDbContext)context).Schema, designTime);
}
