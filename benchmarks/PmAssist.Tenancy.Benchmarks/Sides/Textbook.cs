using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>A model per schema, and <c>MigrateAsync</c> for each.</summary>
internal sealed class Textbook(Engine engine, string database)
{
    /// <param name="schema">The customer's schema.</param>
    /// <param name="version">Which migrations the build has: 1 or 2.</param>
    public TextbookDbContext CreateContext(WorkspaceSchema schema, int version)
    {
        var options = new DbContextOptionsBuilder<TextbookDbContext>();
        engine.Use(options, database, schema.Name);
        options.ReplaceService<IModelCacheKeyFactory, RivalModelCacheKeyFactory>();
        options.ReplaceService<IMigrationsAssembly, TextbookMigrations>();
        return new TextbookDbContext(options.Options, schema.Name, version);
    }

    public async Task MigrateAsync(WorkspaceSchema schema, int version)
    {
        await using var context = CreateContext(schema, version);
        await context.Database.MigrateAsync();
    }
}
