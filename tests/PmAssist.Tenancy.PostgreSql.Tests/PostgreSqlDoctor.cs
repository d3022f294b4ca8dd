using PmAssist.Tenancy.Specifications.Doctor;
using static PmAssist.Tenancy.SchemaObjectKind;
using static PmAssist.Tenancy.WorkspaceFindingKind;

namespace PmAssist.Tenancy.PostgreSql.Tests;

public class PostgreSqlDoctor(PostgreSqlServer server) : DoctorSpecification(server)
{
    protected override int SafeDrifts => 8;

    protected override IReadOnlyList<Drift> Drifts { get; } =
    [
        new("DROP TABLE {ws}orders CASCADE", ObjectMissing, Table, "orders", Findings: 4),
        new("CREATE TABLE {ws}extra (id serial PRIMARY KEY, n text UNIQUE)", ObjectUnexpected, Table, "extra"),
        new("ALTER TABLE {ws}customers RENAME TO clients", ObjectMissing, Table, "customers", Findings: 3),
        new("ALTER TABLE {ws}tickets SET UNLOGGED", ObjectDifferent, Table, "tickets"),
        new("ALTER TABLE {ws}customers ENABLE ROW LEVEL SECURITY", ObjectDifferent, Table, "customers"),
        new("ALTER TABLE {ws}customers SET (fillfactor = 70)", ObjectDifferent, Table, "customers"),
        new("ALTER TABLE {ws}orders ADD COLUMN extra integer", ObjectUnexpected, Column, "orders.extra"),
        new("ALTER TABLE {ws}orders DROP COLUMN placed", ObjectMissing, Column, "orders.placed", Findings: 2),
        new("ALTER TABLE {ws}tickets DROP COLUMN title", ObjectMissing, Column, "tickets.title", Findings: 2),
        new("ALTER TABLE {ws}tickets RENAME COLUMN title TO caption", ObjectMissing, Column, "tickets.title", Findings: 3),
        new("ALTER TABLE {ws}customers ALTER COLUMN name TYPE text", ObjectDifferent, Column, "customers.name"),
        new("ALTER TABLE {ws}customers ALTER COLUMN name TYPE varchar(201)", ObjectDifferent, Column, "customers.name"),
        new("ALTER TABLE {ws}customers ALTER COLUMN name TYPE varchar(200) COLLATE \"C\"", ObjectDifferent, Column, "customers.name"),
        new("ALTER TABLE {ws}customers ALTER COLUMN name SET NOT NULL", ObjectDifferent, Column, "customers.name"),
        new("ALTER TABLE {ws}customers ALTER COLUMN code DROP NOT NULL", ObjectDifferent, Column, "customers.code"),
        new("ALTER TABLE {ws}customers ALTER COLUMN code DROP DEFAULT", ObjectDifferent, Column, "customers.code"),
        new("ALTER TABLE {ws}customers ALTER COLUMN code SET DEFAULT 'other'", ObjectDifferent, Column, "customers.code"),
        new("ALTER TABLE {ws}customers ALTER COLUMN name SET DEFAULT ''", ObjectDifferent, Column, "customers.name"),
        new("ALTER TABLE {ws}customers ALTER COLUMN twice DROP EXPRESSION", ObjectDifferent, Column, "customers.twice"),
        new("ALTER TABLE {ws}tickets ALTER COLUMN id SET GENERATED ALWAYS", ObjectDifferent, Column, "tickets.id"),
        new("ALTER TABLE {ws}tickets ALTER COLUMN id DROP IDENTITY", ObjectDifferent, Column, "tickets.id", Findings: 2),
        new("ALTER TABLE {ws}orders DROP CONSTRAINT \"PK_orders\"", ObjectMissing, PrimaryKey, "orders.PK_orders"),
        new(
            "ALTER TABLE {ws}orders DROP CONSTRAINT \"PK_orders\", ADD CONSTRAINT \"PK_orders\" PRIMARY KEY (id, line)", ObjectDifferent,
            PrimaryKey, "orders.PK_orders"),
        new("ALTER TABLE {ws}customers DROP CONSTRAINT \"AK_customers_code\"", ObjectMissing, Unique, "customers.AK_customers_code"),
        new("ALTER TABLE {ws}customers ADD CONSTRAINT extra UNIQUE (number)", ObjectUnexpected, Unique, "customers.extra"),
        new("ALTER TABLE {ws}orders DROP CONSTRAINT \"FK_orders_customers\"", ObjectMissing, ForeignKey, "orders.FK_orders_customers"),
        new(
            "ALTER TABLE {ws}orders DROP CONSTRAINT \"FK_orders_customers\", ADD CONSTRAINT \"FK_orders_customers\" FOREIGN KEY "
                + "(customer_id) REFERENCES {ws}customers (id)", ObjectDifferent, ForeignKey, "orders.FK_orders_customers"),
        new(
            "ALTER TABLE {ws}orders DROP CONSTRAINT \"FK_orders_customers\", ADD CONSTRAINT \"FK_orders_customers\" FOREIGN KEY "
                + "(customer_id) REFERENCES {ws}customers (id) ON DELETE CASCADE NOT VALID", ObjectNotInEffect, ForeignKey,
                "orders.FK_orders_customers"),
        new("ALTER TABLE {ws}orders DISABLE TRIGGER ALL", ObjectNotInEffect, ForeignKey, "orders.FK_orders_customers", Findings: 2),
        new("ALTER TABLE {ws}customers DROP CONSTRAINT \"CK_customers_number\"", ObjectMissing, Check, "customers.CK_customers_number"),
        new(
            "ALTER TABLE {ws}customers DROP CONSTRAINT \"CK_customers_number\", ADD CONSTRAINT \"CK_customers_number\" CHECK (number >= 1)",
            ObjectDifferent, Check, "customers.CK_customers_number"),
        new(
            "ALTER TABLE {ws}customers DROP CONSTRAINT \"CK_customers_number\", ADD CONSTRAINT \"CK_customers_number\" CHECK (number >= 0) "
                + "NOT VALID", ObjectNotInEffect, Check, "customers.CK_customers_number"),
        new("DROP INDEX {ws}\"IX_orders_customer_id\"", ObjectMissing, SchemaObjectKind.Index, "orders.IX_orders_customer_id"),
        new("DROP INDEX {ws}\"IX_orders_placed\"", ObjectMissing, SchemaObjectKind.Index, "orders.IX_orders_placed"),
        new("CREATE INDEX extra ON {ws}orders (amount)", ObjectUnexpected, SchemaObjectKind.Index, "orders.extra"),
        Index("IX_orders_customer_id", "CREATE UNIQUE INDEX \"IX_orders_customer_id\" ON {ws}orders (customer_id)"),
        Index("IX_orders_customer_id", "CREATE INDEX \"IX_orders_customer_id\" ON {ws}orders USING hash (customer_id)"),
        Index("IX_orders_note", "CREATE INDEX \"IX_orders_note\" ON {ws}orders (note)"),
        Index("IX_orders_line", "CREATE UNIQUE INDEX \"IX_orders_line\" ON {ws}orders (line, amount)"),
        Index("IX_orders_placed", "CREATE INDEX \"IX_orders_placed\" ON {ws}orders (placed)"),
        new(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{ws}\"IX_orders_note\"'::regclass", ObjectNotInEffect,
            SchemaObjectKind.Index, "orders.IX_orders_note"),
        new("DROP SEQUENCE {ws}order_numbers", ObjectMissing, Sequence, "order_numbers"),
        new("ALTER SEQUENCE {ws}order_numbers INCREMENT BY 1", ObjectDifferent, Sequence, "order_numbers"),
        new("ALTER SEQUENCE {ws}order_numbers CYCLE", ObjectDifferent, Sequence, "order_numbers"),
        new("CREATE SEQUENCE {ws}extra", ObjectUnexpected, Sequence, "extra"),
        new("DROP TRIGGER orders_changed ON {ws}orders", ObjectMissing, Trigger, "orders.orders_changed"),
        new("ALTER TABLE {ws}orders DISABLE TRIGGER orders_changed", ObjectNotInEffect, Trigger, "orders.orders_changed"),
        new(
            "DROP TRIGGER orders_changed ON {ws}orders; CREATE TRIGGER orders_changed BEFORE UPDATE ON {ws}orders FOR EACH ROW EXECUTE "
                + "FUNCTION {ws}count_change()", ObjectDifferent, Trigger, "orders.orders_changed"),
        new("DROP VIEW {ws}large_orders", ObjectMissing, View, "large_orders"),
        new(
            "CREATE OR REPLACE VIEW {ws}large_orders AS SELECT id, amount FROM {ws}orders WHERE amount > 200", ObjectDifferent, View,
            "large_orders"),
        new("CREATE VIEW {ws}extra AS SELECT 1 AS one", ObjectUnexpected, View, "extra"),
        new("REFRESH MATERIALIZED VIEW {ws}totals WITH NO DATA", ObjectNotInEffect, View, "totals"),
        new("DROP MATERIALIZED VIEW {ws}totals", ObjectMissing, View, "totals"),
        new(
            "CREATE OR REPLACE FUNCTION {ws}count_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
            ObjectDifferent, Routine, "count_change()"),
        new("CREATE FUNCTION {ws}extra() RETURNS integer LANGUAGE sql AS 'SELECT 1'", ObjectUnexpected, Routine, "extra()"),
        new("ALTER TYPE {ws}mood ADD VALUE 'calm'", ObjectDifferent, SchemaObjectKind.Type, "mood"),
        new("DROP DOMAIN {ws}positive", ObjectMissing, SchemaObjectKind.Type, "positive"),
        new("ALTER DOMAIN {ws}positive SET NOT NULL", ObjectDifferent, SchemaObjectKind.Type, "positive"),
        new("CREATE TYPE {ws}extra AS (a integer)", ObjectUnexpected, SchemaObjectKind.Type, "extra"),
        new("REVOKE SELECT ON {ws}customers FROM PUBLIC", ObjectMissing, Grant, "customers.PUBLIC"),
        new("GRANT INSERT ON {ws}customers TO PUBLIC", ObjectDifferent, Grant, "customers.PUBLIC"),
        new("GRANT SELECT ON {ws}orders TO PUBLIC", ObjectUnexpected, Grant, "orders.PUBLIC"),
        new("GRANT SELECT (note) ON {ws}orders TO PUBLIC", ObjectUnexpected, Grant, "orders.PUBLIC (note)"),
        new("REVOKE EXECUTE ON FUNCTION {ws}count_change() FROM PUBLIC", ObjectMissing, Grant, "count_change().PUBLIC"),
        new("DROP POLICY everyone ON {ws}customers", ObjectMissing, Policy, "customers.everyone"),
        new("ALTER POLICY everyone ON {ws}customers USING (number > 0)", ObjectDifferent, Policy, "customers.everyone"),
        new("DROP RULE no_delete ON {ws}tickets", ObjectMissing, Other, "tickets.rule no_delete"),
        new("COMMENT ON TABLE {ws}orders IS NULL", ObjectMissing, Other, "orders.comment"),
        new("COMMENT ON COLUMN {ws}orders.note IS 'internal'", ObjectDifferent, Other, "orders.comment on note"),
        new("COMMENT ON VIEW {ws}large_orders IS 'extra'", ObjectUnexpected, Other, "large_orders.comment"),
        new("ALTER TABLE {ws}tickets OWNER TO pg_monitor", ObjectDifferent, Table, "tickets"),
        new("ALTER VIEW {ws}large_orders OWNER TO pg_monitor", ObjectDifferent, View, "large_orders"),
        new("ALTER MATERIALIZED VIEW {ws}totals OWNER TO pg_monitor", ObjectDifferent, View, "totals"),
        new("DROP STATISTICS {ws}together", ObjectMissing, Other, "statistics together"),
    ];

    private static Drift Index(string name, string sql)
        => new($"DROP INDEX {{ws}}\"{name}\"; {sql}", ObjectDifferent, SchemaObjectKind.Index, $"orders.{name}");
}

[Trait("Category", "Long")]
public sealed class PostgreSqlDoctorWithModelPerWorkspace(PostgreSqlServer server) : PostgreSqlDoctor(server)
{
    protected override SchemaMode Mode => SchemaMode.ModelPerWorkspace;
}
