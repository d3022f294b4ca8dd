using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Specifications.Beside;

/// <summary>Keeps the models of two tests apart.</summary>
public sealed class ModelPerMaster : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => (context.GetType(), ((LedgerDbContext)context).MasterSchema, designTime);
}
