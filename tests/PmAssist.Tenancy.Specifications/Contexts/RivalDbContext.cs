using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Contexts;

/// <summary>A module that makes a table which the first context makes too.</summary>
public class RivalDbContext(DbContextOptions<RivalDbContext> options) : DbContext(options);
