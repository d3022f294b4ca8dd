using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Names as the engine's SQL has them.</summary>
internal sealed class EngineNames(IDbContextFactory<MasterDbContext> masters)
{
    private readonly Lazy<ISqlGenerationHelper> _helper = new(() =>
    {
        using var context = masters.CreateDbContext();
        return context.GetService<ISqlGenerationHelper>();
    });

    /// <summary>A table of a workspace's schema.</summary>
    public string Table(string name, string schema) => _helper.Value.DelimitIdentifier(name, schema);

    public string Name(string name) => _helper.Value.DelimitIdentifier(name);

    public string Names(IEnumerable<string> names) => string.Join(", ", names.Select(Name));

    /// <summary>All rows of a table.</summary>
    public string Select(WorkspaceTable table, string schema)
        => Select(table.Name, table.Columns.Select(c => c.Name), schema);

    public string Select(string table, IEnumerable<string> columns, string schema)
        => $"SELECT {(columns.Any() ? Names(columns) : "1")} FROM {Table(table, schema)}";
}
