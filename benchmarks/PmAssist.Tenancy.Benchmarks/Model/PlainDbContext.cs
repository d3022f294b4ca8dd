using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>EF with one schema, known from the first context on; pooled.</summary>
internal sealed class PlainDbContext(DbContextOptions<PlainDbContext> options)
    : RivalDbContext(options, RelationalOptionsExtension.Extract(options).MigrationsHistoryTableSchema!);
