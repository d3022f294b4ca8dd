using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A next version whose migration leaves its transaction twice.</summary>
public class StagedDbContext(DbContextOptions<StagedDbContext> options) : WorkspaceDbContext(options);
