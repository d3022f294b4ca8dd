using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Contexts;

/// <summary>Another module, whose only migration has the id of the first context's.</summary>
public class SupportDbContext(DbContextOptions<SupportDbContext> options) : DbContext(options);
