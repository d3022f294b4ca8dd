using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Parity;

/// <summary>
/// A migration that is applied by EF in a schema of its own and by the library in workspaces. A class of each context derives from
/// it; what they differ in is the schema that they are written against.
/// </summary>
public abstract class ParityMigration : Migration
{
    protected bool IsSqlite => ActiveProvider == "Microsoft.EntityFrameworkCore.Sqlite";

    protected bool IsPostgreSql => ActiveProvider == "Npgsql.EntityFrameworkCore.PostgreSQL";

    protected bool IsSqlServer => ActiveProvider == "Microsoft.EntityFrameworkCore.SqlServer";

    protected string Schema
        => GetType().GetCustomAttribute<DbContextAttribute>()!.ContextType.IsSubclassOf(typeof(WorkspaceDbContext))
            ? WorkspaceSchema.TemplateName
            : PlainParityContext.Schema.Name;

    /// <summary>How far the tables are when the migration was applied.</summary>
    protected virtual ParityModelStage Stage => ParityModelStage.Created;

    /// <summary>A name in a migration's own SQL.</summary>
    protected string In(string name) => IsSqlite ? name : $"{Schema}.{name}";

    /// <summary>The beginning of a temporary table, and its name.</summary>
    protected (string Create, string Name) Temporary(string name)
        => IsSqlServer ? ($"CREATE TABLE #{name}", $"#{name}") : ($"CREATE TEMP TABLE {name}", name);

    /// <summary>A statement that writes a note, its text in a literal.</summary>
    protected string Note(string text)
        => $"INSERT INTO {In("notes")} (text) VALUES ({(IsSqlServer ? "N" : "")}'{text.Replace("'", "''", StringComparison.Ordinal)}')";

    protected override void BuildTargetModel(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        ParityModel.Build(modelBuilder, Schema, Stage, IsSqlServer ? "LEN(title)" : "length(title)");
    }
}
