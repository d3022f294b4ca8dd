using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Lets a host keep one set of migrations per engine in one project: a migration in a namespace
/// <c>….Migrations.&lt;Engine&gt;</c> or <c>….Migrations.&lt;Module&gt;.&lt;Engine&gt;</c> belongs to that engine alone, any other
/// to all.
/// </summary>
internal sealed class EngineMigrationsAssembly(
    IMigrationsAssembly inner, ICurrentDbContext current, IMigrationsIdGenerator idGenerator, string engine) : IMigrationsAssembly
{
    private const string MigrationsNamespace = "Migrations";

    /// <summary>
    /// Names, and nothing else that is known of engines here: a folder of another name is a module's, and what it holds is for all engines.
    /// </summary>
    private static readonly string[] EngineNames = ["SqlServer", "PostgreSql", "Sqlite"];

    private readonly Type _contextType = current.Context.GetType();
    private IReadOnlyDictionary<string, TypeInfo>? _migrations;
    private ModelSnapshot? _snapshot;

    public Assembly Assembly => inner.Assembly;

    public IReadOnlyDictionary<string, TypeInfo> Migrations => _migrations ??= FindMigrations();

    public ModelSnapshot? ModelSnapshot => _snapshot ??= FindSnapshot();

    public string? FindMigrationId(string nameOrId)
        => Migrations.Keys.FirstOrDefault(id => string.Equals(
            idGenerator.IsValidId(nameOrId) ? id : idGenerator.GetName(id), nameOrId, StringComparison.OrdinalIgnoreCase));

    public Migration CreateMigration(TypeInfo migrationClass, string activeProvider)
        => inner.CreateMigration(migrationClass, activeProvider);

    private SortedList<string, TypeInfo> FindMigrations()
    {
        var found = new SortedList<string, TypeInfo>(StringComparer.Ordinal);
        foreach (var type in Assembly.DefinedTypes.Where(t => t.IsSubclassOf(typeof(Migration)) && !t.IsAbstract && BelongsHere(t)))
        {
            if (type.GetCustomAttribute<MigrationAttribute>(inherit: false)?.Id is { } id)
            {
                found.Add(id, type);
            }
        }

        return found;
    }

    private ModelSnapshot? FindSnapshot()
    {
        var snapshots = Assembly.DefinedTypes.Where(t => t.IsSubclassOf(typeof(ModelSnapshot)) && !t.IsAbstract && IsOfContext(t)).ToList();
        if (snapshots.FirstOrDefault(BelongsHere) is { } own)
        {
            return (ModelSnapshot)Activator.CreateInstance(own)!;
        }

        // EF finds a snapshot's file by its class name alone, so the first migration of a second engine would overwrite the
        // first engine's snapshot (EF Core v10.0.11, MigrationsScaffolder.TryGetProjectFile).
        var defaultName = _contextType.Name + nameof(ModelSnapshot);
        if (EF.IsDesignTime && snapshots.FirstOrDefault(s => s.Name == defaultName) is { } other)
        {
            var newName = _contextType.Name + EngineOf(other.Namespace) + nameof(ModelSnapshot);
            throw new InvalidOperationException(
                $"This would overwrite the snapshot of {EngineOf(other.Namespace)}. Rename the class {other.FullName} and its file to "
                + $"{newName} first; EF keeps that name from then on.");
        }

        return null;
    }

    private bool BelongsHere(TypeInfo type)
        => IsOfContext(type) && (EngineOf(type.Namespace) is not { } owner || owner.Equals(engine, StringComparison.OrdinalIgnoreCase));

    /// <summary>The most derived type's attribute counts, because migrations may derive from one another.</summary>
    private bool IsOfContext(TypeInfo type)
    {
        for (Type? at = type; at is not null; at = at.BaseType)
        {
            if (at.GetCustomAttribute<DbContextAttribute>(inherit: false) is { } attribute)
            {
                return attribute.ContextType == _contextType;
            }
        }

        return false;
    }

    private string? EngineOf(string? space)
    {
        var parts = (space ?? "").Split('.');
        return parts.SkipLast(1).Contains(MigrationsNamespace)
            && EngineNames.Append(engine).Contains(parts[^1], StringComparer.OrdinalIgnoreCase) ? parts[^1] : null;
    }
}
