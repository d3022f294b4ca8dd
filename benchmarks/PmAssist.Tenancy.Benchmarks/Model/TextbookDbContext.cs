using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>The usual advice for a schema per customer: a context per request, a model per schema.</summary>
/// <param name="options">EF's options.</param>
/// <param name="schema">The customer's schema.</param>
/// <param name="version">Which migrations the build has: 1 or 2.</param>
internal sealed class TextbookDbContext(DbContextOptions<TextbookDbContext> options, string schema, int version)
    : RivalDbContext(options, schema)
{
    public int Version => version;
}
