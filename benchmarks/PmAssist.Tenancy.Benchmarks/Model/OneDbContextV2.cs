using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>The host's next version, with one migration more for the tables of all modules.</summary>
internal sealed class OneDbContextV2(DbContextOptions<OneDbContextV2> options) : WorkspaceDbContext(options);
