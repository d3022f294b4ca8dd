using PmAssist.Tenancy.Specifications.Doctor;
using static PmAssist.Tenancy.SchemaObjectKind;
using static PmAssist.Tenancy.WorkspaceFindingKind;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>SQLite has no sequences, routines, types, rights and policies, and nothing that is disabled.</summary>
public class SqliteDoctor(SqliteServer server) : DoctorSpecification(server)
{
    protected override int SafeDrifts => 4;

    protected override IReadOnlyList<Drift> Drifts { get; } =
    [
        new("DROP VIEW large_orders; DROP TABLE orders", ObjectMissing, Table, "orders", Findings: 2),
        new("CREATE TABLE extra (id INTEGER)", ObjectUnexpected, Table, "extra"),
        new("CREATE TABLE extra (id INTEGER, n TEXT UNIQUE); CREATE INDEX extra_n ON extra (n)", ObjectUnexpected, Table, "extra"),
        new("CREATE VIRTUAL TABLE words USING fts5(text)", ObjectUnexpected, Table, "words", Findings: 6),
        new("ALTER TABLE customers RENAME TO clients", ObjectMissing, Table, "customers", Findings: 4),
        new("ALTER TABLE orders ADD COLUMN extra INTEGER", ObjectUnexpected, Column, "orders.extra"),
        new("ALTER TABLE orders DROP COLUMN placed", ObjectMissing, Column, "orders.placed"),
        new("ALTER TABLE orders RENAME COLUMN placed TO placed_at", ObjectMissing, Column, "orders.placed", Findings: 2),
        Rewrite("customers", "\"number\" INTEGER", "\"number\" BIGINT", Column, "customers.number"),
        Rewrite("customers", "\"name\" TEXT NULL", "\"name\" TEXT NOT NULL", Column, "customers.name"),
        Rewrite(
            "customers", "\"code\" TEXT NOT NULL DEFAULT ''none''", "\"code\" TEXT NOT NULL DEFAULT ''other''", Column, "customers.code"),
        Rewrite("customers", "\"code\" TEXT NOT NULL DEFAULT ''none''", "\"code\" TEXT NOT NULL", Column, "customers.code"),
        Rewrite("customers", "\"code\" TEXT NOT NULL DEFAULT ''none''", "\"code\" TEXT NULL DEFAULT ''none''", Column, "customers.code"),
        Rewrite("customers", "\"name\" TEXT NULL", "\"name\" TEXT COLLATE NOCASE NULL", Column, "customers.name"),
        Rewrite("customers", "number * 2", "number * 3", Column, "customers.twice"),
        Rewrite("customers", "STORED", "VIRTUAL", Column, "customers.twice"),
        Rewrite("customers", "CONSTRAINT \"PK_customers\" PRIMARY KEY", "CONSTRAINT \"PK_other\" PRIMARY KEY", Column, "customers.id"),
        Rewrite(
            "customers", "CONSTRAINT \"AK_customers_code\" UNIQUE (\"code\")",
            "CONSTRAINT \"AK_customers_code\" UNIQUE (\"code\", \"name\")", Unique, "customers.AK_customers_code"),
        Rewrite("customers", "number >= 0", "number >= 1", Check, "customers.CK_customers_number"),
        Rewrite("customers", "number >= 0)", "number >= 0), CONSTRAINT more CHECK (number < 9)", Check, "customers.more", ObjectUnexpected),
        Rewrite(
            "customers", "number >= 0)", "number >= 0), CHECK (number < 9)", Check, "customers.(CHECK ( number < 9 ))", ObjectUnexpected),
        Rewrite("orders", "ON DELETE CASCADE", "ON DELETE RESTRICT", ForeignKey, "orders.FK_orders_customers"),
        Rewrite(
            "orders", "REFERENCES \"customers\" (\"id\") ON DELETE CASCADE", "REFERENCES \"customers\" (\"code\") ON DELETE CASCADE",
            ForeignKey, "orders.FK_orders_customers"),
        new("DROP INDEX \"IX_orders_customer_id\"", ObjectMissing, SchemaObjectKind.Index, "orders.IX_orders_customer_id"),
        new("DROP INDEX \"IX_orders_note\"", ObjectMissing, SchemaObjectKind.Index, "orders.IX_orders_note"),
        new("DROP INDEX \"IX_orders_line\"", ObjectMissing, SchemaObjectKind.Index, "orders.IX_orders_line"),
        new("CREATE INDEX extra ON orders (placed)", ObjectUnexpected, SchemaObjectKind.Index, "orders.extra"),
        Index("IX_orders_customer_id", "CREATE UNIQUE INDEX \"IX_orders_customer_id\" ON \"orders\" (\"customer_id\")"),
        Index("IX_orders_customer_id", "CREATE INDEX \"IX_orders_customer_id\" ON \"orders\" (\"customer_id\", \"note\")"),
        Index("IX_orders_note", "CREATE INDEX \"IX_orders_note\" ON \"orders\" (\"note\")"),
        Index("IX_orders_note", "CREATE INDEX \"IX_orders_note\" ON \"orders\" (\"note\") WHERE note IS NULL"),
        Index("IX_orders_line", "CREATE UNIQUE INDEX \"IX_orders_line\" ON \"orders\" (\"line\", \"amount\")"),
        Index("IX_orders_line", "CREATE UNIQUE INDEX \"IX_orders_line\" ON \"orders\" (\"amount\" DESC, \"line\")"),
        Index("IX_orders_note", "CREATE INDEX \"IX_orders_note\" ON \"orders\" (lower(\"note\")) WHERE note IS NOT NULL"),
        new("DROP TRIGGER orders_changed", ObjectMissing, Trigger, "orders.orders_changed"),
        new("CREATE TRIGGER extra AFTER DELETE ON orders BEGIN SELECT 1; END", ObjectUnexpected, Trigger, "orders.extra"),
        new(
            "DROP TRIGGER orders_changed; CREATE TRIGGER orders_changed AFTER UPDATE ON orders BEGIN SELECT 1; END", ObjectDifferent,
            Trigger, "orders.orders_changed"),
        new("DROP VIEW large_orders", ObjectMissing, View, "large_orders"),
        new("CREATE VIEW extra AS SELECT 1 AS one", ObjectUnexpected, View, "extra"),
        new("DROP VIEW large_orders; CREATE VIEW large_orders AS SELECT id FROM orders", ObjectDifferent, View, "large_orders"),
        new("DROP INDEX \"IX_orders_note\"; DROP TRIGGER orders_changed", ObjectMissing, Trigger, "orders.orders_changed", Findings: 2),
    ];

    protected override string Prefix(WorkspaceSchema schema) => "";

    /// <summary>
    /// SQLite cannot alter a constraint or a column: the text of the table is edited, as its manual has it for such changes.
    /// </summary>
    private static Drift Rewrite(
        string table, string from, string to, SchemaObjectKind item, string name, WorkspaceFindingKind kind = ObjectDifferent)
        => new(
            $"PRAGMA writable_schema = 1; UPDATE sqlite_master SET sql = replace(sql, '{from}', '{to}') WHERE name = '{table}'; PRAGMA "
                + "writable_schema = 0;",
            kind,
            item,
            name);

    private static Drift Index(string name, string sql)
        => new($"DROP INDEX \"{name}\"; {sql}", ObjectDifferent, SchemaObjectKind.Index, $"orders.{name}");
}

[Trait("Category", "Long")]
public sealed class SqliteDoctorWithModelPerWorkspace(SqliteServer server) : SqliteDoctor(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}
