using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>A host with the tables of all modules in one context.</summary>
internal sealed class OneDbContext(DbContextOptions<OneDbContext> options) : WorkspaceDbContext(options);
