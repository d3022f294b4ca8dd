using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

/// <summary>The version after that: a branch was merged late, with a migration older than the newest.</summary>
public class SpecDbContextV3(DbContextOptions<SpecDbContextV3> options) : WorkspaceDbContext(options);
