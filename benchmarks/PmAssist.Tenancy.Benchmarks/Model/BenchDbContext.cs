using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>A host with the library's three tables and a migration of its own for them.</summary>
internal sealed class BenchDbContext(DbContextOptions<BenchDbContext> options) : WorkspaceDbContext(options);
