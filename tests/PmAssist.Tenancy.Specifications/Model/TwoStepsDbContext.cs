using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

/// <summary>Two migrations after the first; the second has statements outside a transaction.</summary>
public class TwoStepsDbContext(DbContextOptions<TwoStepsDbContext> options) : WorkspaceDbContext(options);
