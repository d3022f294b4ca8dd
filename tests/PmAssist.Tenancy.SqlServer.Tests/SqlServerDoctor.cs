using PmAssist.Tenancy.Specifications.Doctor;
using static PmAssist.Tenancy.SchemaObjectKind;
using static PmAssist.Tenancy.WorkspaceFindingKind;

namespace PmAssist.Tenancy.SqlServer.Tests;

public class SqlServerDoctor(SqlServerServer server) : DoctorSpecification(server)
{
    protected override int SafeDrifts => 7;

    protected override IReadOnlyList<Drift> Drifts { get; } = All;

    internal static IReadOnlyList<Drift> All { get; } =
    [
        new("DROP VIEW {ws}large_orders; DROP TABLE {ws}orders", ObjectMissing, Table, "orders", Findings: 2),
        new("CREATE TABLE {ws}extra (id int PRIMARY KEY, n int UNIQUE)", ObjectUnexpected, Table, "extra"),
        new("DROP TABLE {ws}tickets", ObjectMissing, Table, "tickets"),
        new("ALTER TABLE {ws}orders ADD extra int NULL", ObjectUnexpected, Column, "orders.extra"),
        new(
            "DROP INDEX IX_orders_placed ON {ws}orders; ALTER TABLE {ws}orders DROP COLUMN placed", ObjectMissing, Column, "orders.placed",
            Findings: 2),
        new("ALTER TABLE {ws}customers ALTER COLUMN name nvarchar(max) NULL", ObjectDifferent, Column, "customers.name"),
        new("ALTER TABLE {ws}customers ALTER COLUMN name nvarchar(201) NULL", ObjectDifferent, Column, "customers.name"),
        new("ALTER TABLE {ws}customers ALTER COLUMN name varchar(200) NULL", ObjectDifferent, Column, "customers.name"),
        new(
            "ALTER TABLE {ws}customers ALTER COLUMN name nvarchar(200) COLLATE Latin1_General_BIN2 NULL", ObjectDifferent, Column,
            "customers.name"),
        new("ALTER TABLE {ws}customers ALTER COLUMN name nvarchar(200) NOT NULL", ObjectDifferent, Column, "customers.name"),
        new("ALTER TABLE {ws}orders ALTER COLUMN placed datetime2(3) NULL", ObjectDifferent, Column, "orders.placed"),
        new("ALTER TABLE {ws}customers ADD DEFAULT N'x' FOR name", ObjectDifferent, Column, "customers.name"),
        new("ALTER TABLE {ws}customers DROP COLUMN twice", ObjectMissing, Column, "customers.twice"),
        new(
            "ALTER TABLE {ws}customers DROP COLUMN twice; ALTER TABLE {ws}customers ADD twice AS number * 3 PERSISTED", ObjectDifferent,
            Column, "customers.twice"),
        new(
            "ALTER TABLE {ws}customers DROP COLUMN twice; ALTER TABLE {ws}customers ADD twice AS number * 2", ObjectDifferent, Column,
            "customers.twice"),
        new("ALTER TABLE {ws}orders ALTER COLUMN note ADD SPARSE", ObjectDifferent, Column, "orders.note"),
        new("ALTER TABLE {ws}orders DROP CONSTRAINT PK_orders", ObjectMissing, PrimaryKey, "orders.PK_orders"),
        new(
            "ALTER TABLE {ws}orders DROP CONSTRAINT PK_orders; ALTER TABLE {ws}orders ADD CONSTRAINT PK_orders PRIMARY KEY NONCLUSTERED "
                + "(id)", ObjectDifferent, PrimaryKey, "orders.PK_orders"),
        new("ALTER TABLE {ws}customers DROP CONSTRAINT AK_customers_code", ObjectMissing, Unique, "customers.AK_customers_code"),
        new("ALTER TABLE {ws}customers ADD CONSTRAINT extra UNIQUE (number)", ObjectUnexpected, Unique, "customers.extra"),
        new("ALTER TABLE {ws}customers ADD UNIQUE (number)", ObjectUnexpected, Unique, "customers.(unique [number])"),
        new("ALTER TABLE {ws}orders DROP CONSTRAINT FK_orders_customers", ObjectMissing, ForeignKey, "orders.FK_orders_customers"),
        new(
            "ALTER TABLE {ws}orders DROP CONSTRAINT FK_orders_customers; ALTER TABLE {ws}orders ADD CONSTRAINT FK_orders_customers FOREIGN "
                + "KEY (customer_id) REFERENCES {ws}customers (id)", ObjectDifferent, ForeignKey, "orders.FK_orders_customers"),
        new("ALTER TABLE {ws}orders NOCHECK CONSTRAINT FK_orders_customers", ObjectNotInEffect, ForeignKey, "orders.FK_orders_customers"),
        new(
            "ALTER TABLE {ws}orders NOCHECK CONSTRAINT FK_orders_customers; ALTER TABLE {ws}orders CHECK CONSTRAINT FK_orders_customers",
            ObjectNotInEffect, ForeignKey, "orders.FK_orders_customers"),
        new("ALTER TABLE {ws}customers DROP CONSTRAINT CK_customers_number", ObjectMissing, Check, "customers.CK_customers_number"),
        new(
            "ALTER TABLE {ws}customers DROP CONSTRAINT CK_customers_number; ALTER TABLE {ws}customers ADD CONSTRAINT CK_customers_number "
                + "CHECK (number >= 1)", ObjectDifferent, Check, "customers.CK_customers_number"),
        new("ALTER TABLE {ws}customers NOCHECK CONSTRAINT CK_customers_number", ObjectNotInEffect, Check, "customers.CK_customers_number"),
        new("ALTER TABLE {ws}customers ADD CHECK (number < 9)", ObjectUnexpected, Check, "customers.(check ([number]<(9)))"),
        new("DROP INDEX IX_orders_customer_id ON {ws}orders", ObjectMissing, SchemaObjectKind.Index, "orders.IX_orders_customer_id"),
        new("DROP INDEX IX_orders_placed ON {ws}orders", ObjectMissing, SchemaObjectKind.Index, "orders.IX_orders_placed"),
        new("CREATE INDEX extra ON {ws}orders (amount)", ObjectUnexpected, SchemaObjectKind.Index, "orders.extra"),
        Index("IX_orders_customer_id", "CREATE UNIQUE INDEX IX_orders_customer_id ON {ws}orders (customer_id)"),
        Index("IX_orders_note", "CREATE INDEX IX_orders_note ON {ws}orders (note)"),
        Index("IX_orders_line", "CREATE UNIQUE INDEX IX_orders_line ON {ws}orders (line, amount)"),
        Index("IX_orders_placed", "CREATE INDEX IX_orders_placed ON {ws}orders (placed)"),
        new("ALTER INDEX IX_orders_note ON {ws}orders DISABLE", ObjectNotInEffect, SchemaObjectKind.Index, "orders.IX_orders_note"),
        new("DROP SEQUENCE {ws}order_numbers", ObjectMissing, Sequence, "order_numbers"),
        new("ALTER SEQUENCE {ws}order_numbers INCREMENT BY 1", ObjectDifferent, Sequence, "order_numbers"),
        new("CREATE SEQUENCE {ws}extra", ObjectUnexpected, Sequence, "extra"),
        new("DROP TRIGGER {ws}orders_changed", ObjectMissing, Trigger, "orders.orders_changed"),
        new("DISABLE TRIGGER {ws}orders_changed ON {ws}orders", ObjectNotInEffect, Trigger, "orders.orders_changed"),
        new(
            "ALTER TRIGGER {ws}orders_changed ON {ws}orders AFTER UPDATE AS BEGIN RETURN; END", ObjectDifferent, Trigger,
            "orders.orders_changed"),
        new("DROP VIEW {ws}large_orders", ObjectMissing, View, "large_orders"),
        new("ALTER VIEW {ws}large_orders AS SELECT id FROM {ws}orders", ObjectDifferent, View, "large_orders"),
        new("DROP PROCEDURE {ws}count_orders", ObjectMissing, Routine, "count_orders"),
        new("CREATE FUNCTION {ws}extra() RETURNS int AS BEGIN RETURN 1; END", ObjectUnexpected, Routine, "extra"),
        new("DROP TYPE {ws}short_text", ObjectMissing, SchemaObjectKind.Type, "short_text"),
        new("CREATE TYPE {ws}extra AS TABLE (id int)", ObjectUnexpected, SchemaObjectKind.Type, "extra"),
        new("DROP SYNONYM {ws}clients", ObjectMissing, Other, "synonym clients"),
        new("REVOKE SELECT ON {ws}customers FROM public", ObjectMissing, Grant, "customers.public SELECT"),
        new("DENY SELECT ON {ws}customers TO public", ObjectDifferent, Grant, "customers.public SELECT"),
        new("GRANT SELECT ON {ws}orders TO public", ObjectUnexpected, Grant, "orders.public SELECT"),
    ];

    private static Drift Index(string name, string sql)
        => new($"DROP INDEX {name} ON {{ws}}orders; {sql}", ObjectDifferent, SchemaObjectKind.Index, $"orders.{name}");
}

[Trait("Category", "Long")]
public sealed class SqlServerDoctorWithModelPerWorkspace(SqlServerServer server) : SqlServerDoctor(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}
