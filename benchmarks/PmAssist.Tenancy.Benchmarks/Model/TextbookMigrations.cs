using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Benchmarks.Migrations;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// The second half of the usual advice: migrations that take their schema from the context. There is no model snapshot, so
/// EF skips its check for pending model changes, to the textbook's advantage.
/// </summary>
internal sealed class TextbookMigrations(ICurrentDbContext current) : IMigrationsAssembly
{
    private readonly TextbookDbContext _context = (TextbookDbContext)current.Context;

    public IReadOnlyDictionary<string, TypeInfo> Migrations
        => new SortedList<string, TypeInfo>(
            BenchMigration.All.Take(_context.Version).ToDictionary(m => m.Id, m => m.Type.GetTypeInfo()), StringComparer.Ordinal);

    public ModelSnapshot? ModelSnapshot => null;

    public Assembly Assembly => typeof(TextbookMigrations).Assembly;

    public string? FindMigrationId(string nameOrId) => Migrations.Keys.FirstOrDefault(id => id == nameOrId);

    public Migration CreateMigration(TypeInfo migrationClass, string activeProvider)
    {
        var migration = (BenchMigration)Activator.CreateInstance(migrationClass)!;
        (migration.Schema, migration.ActiveProvider) = (_context.Schema, activeProvider);
        return migration;
    }
}
