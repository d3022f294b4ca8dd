using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The tables of the master schema that keep how far a cutover is.</summary>
internal sealed class CutoverTables(string masterSchema)
{
    public const string Phases = "__cutover";
    public const string Workspaces = "__cutover_workspace";
    public const string Audit = "__cutover_audit";

    /// <summary>Outlives the cutover: it says that the source tables were dropped.</summary>
    public CreateTableOperation Phase
        => Create(Phases, ("id", typeof(int)), ("value", typeof(string)), ("verified", typeof(int)), ("fence", typeof(string)));

    public IReadOnlyList<MigrationOperation> WhileItLasts
        =>
        [
            Create(Workspaces, ("id", typeof(Guid)), ("value", typeof(string)), ("is_open", typeof(int))),
            Create(Audit, ("id", typeof(Guid))),
        ];

    public IReadOnlyList<MigrationOperation> DropWhileItLasts => [Drop(Workspaces), Drop(Audit)];

    public DropTableOperation Drop(string table) => new() { Name = table, Schema = masterSchema };

    private CreateTableOperation Create(string name, params (string Name, Type Type)[] columns)
    {
        var table = new CreateTableOperation
        {
            Name = name,
            Schema = masterSchema,
            PrimaryKey = new AddPrimaryKeyOperation { Name = $"PK_{name}", Table = name, Schema = masterSchema, Columns = ["id"] },
        };
        foreach (var (column, type) in columns)
        {
            table.Columns.Add(new AddColumnOperation { Name = column, Table = name, Schema = masterSchema, ClrType = type });
        }

        return table;
    }
}
