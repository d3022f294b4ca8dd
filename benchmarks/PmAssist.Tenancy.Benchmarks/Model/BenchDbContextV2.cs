using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>The host's next version: the same workspaces, one migration more.</summary>
internal sealed class BenchDbContextV2(DbContextOptions<BenchDbContextV2> options) : WorkspaceDbContext(options);
