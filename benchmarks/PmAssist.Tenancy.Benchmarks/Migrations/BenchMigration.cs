using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Benchmarks.Migrations;

/// <summary>Written by hand so that one migration serves every engine and every side.</summary>
internal abstract class BenchMigration : Migration
{
    public const string InitialId = "20260101000000_Initial";
    public const string NextId = "20260201000000_AddDueDate";

    /// <summary>The migrations in order.</summary>
    public static IReadOnlyList<(string Id, Type Type)> All { get; } = [(InitialId, typeof(Initial)), (NextId, typeof(AddDueDate))];

    /// <summary>The template for the library; the textbook's contexts put theirs here.</summary>
    public string Schema { get; set; } = WorkspaceSchema.TemplateName;

    /// <summary>What the names of its modules' tables begin with.</summary>
    protected virtual IEnumerable<string> Prefixes => [""];

    protected string JsonType
        => ActiveProvider switch
        {
            PostgreSqlEngine.EfName => "jsonb",
            SqlServerEngine.EfName => "nvarchar(max)",
            _ => "TEXT",
        };
}
