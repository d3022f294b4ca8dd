using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Refuses a migration written by hand that names a table, an index or a sequence without its schema. <c>dotnet ef</c> always writes one,
/// because the model has it; without one the engine takes the connection's default schema, which all workspaces share.
/// </summary>
internal static class OperationSchemas
{
    /// <exception cref="WorkspaceMigrationException">A name has no schema.</exception>
    public static void Require(string migrationId, IEnumerable<MigrationOperation> operations)
    {
        foreach (var operation in operations)
        {
            foreach (var (what, name, schema) in NamesIn(operation))
            {
                if (schema is null)
                {
                    throw new WorkspaceMigrationException(
                        $"The migration {migrationId} names the {what} '{name}' without a schema (in a {operation.GetType().Name}), so it "
                        + "would be looked for in the connection's default schema, which all workspaces share. Name the schema in that "
                        + $"call, as 'dotnet ef migrations add' does: \"{WorkspaceSchema.TemplateName}\". Nothing was changed.")
                    {
                        IsRefusal = true,
                    };
                }
            }
        }
    }

    private static IEnumerable<(string What, string? Name, string? Schema)> NamesIn(MigrationOperation operation)
        => operation switch
        {
            CreateTableOperation o =>
                [("table", o.Name, o.Schema), .. o.ForeignKeys.Select(k => ("table", (string?)k.PrincipalTable, k.PrincipalSchema))],
            AddForeignKeyOperation o => [("table", o.Table, o.Schema), ("table", o.PrincipalTable, o.PrincipalSchema)],

            // On SQL Server, EF moves a table that is renamed without a new schema to the login's default schema.
            RenameTableOperation o => [("table", o.Name, o.Schema), ("table", o.NewName ?? o.Name, o.NewSchema)],
            RenameSequenceOperation o => [("sequence", o.Name, o.Schema), ("sequence", o.NewName ?? o.Name, o.NewSchema)],
            ITableMigrationOperation o => [("table", o.Table, o.Schema)],
            DropIndexOperation o => [("index", o.Name, o.Schema)],
            RenameIndexOperation o => [("index", o.Name, o.Schema)],
            CreateSequenceOperation o => [("sequence", o.Name, o.Schema)],
            AlterSequenceOperation o => [("sequence", o.Name, o.Schema)],
            DropSequenceOperation o => [("sequence", o.Name, o.Schema)],
            RestartSequenceOperation o => [("sequence", o.Name, o.Schema)],
            _ => [],
        };
}
