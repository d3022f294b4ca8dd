using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A next version whose migration was written by hand, and names no schema in places.</summary>
public class UnnamedSchemaDbContext(DbContextOptions<UnnamedSchemaDbContext> options) : WorkspaceDbContext(options);
