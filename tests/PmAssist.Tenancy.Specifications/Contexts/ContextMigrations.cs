using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Contexts;

[DbContext(typeof(ShopDbContext))]
[Migration("20260101000000_Initial")]
public class ShopInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
        => Tables.Create(migrationBuilder, "customers");

    protected override void Down(MigrationBuilder migrationBuilder)
        => Tables.Drop(migrationBuilder, "customers");
}

[DbContext(typeof(RivalDbContext))]
[Migration("20260101000000_Rival")]
public class RivalInitial : ShopInitial;

[DbContext(typeof(DbContextFürÜberörtlicheGeschäftsführung))]
[Migration("20260101000000_Initial")]
public class LongNamedInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
        => Tables.Create(migrationBuilder, "of_the_long_name");
}

[DbContext(typeof(TwoConstructorsDbContext))]
[Migration("20260101000000_Initial")]
public class TwoConstructorsInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
        => Tables.Create(migrationBuilder, "two_constructors");
}

[DbContext(typeof(SelfConfiguringDbContext))]
[Migration("20260101000000_Initial")]
public class SelfConfiguringInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
        => Tables.Create(migrationBuilder, "self_configuring");
}

[DbContext(typeof(ScaffoldedDbContext))]
[Migration("20260101000000_Initial")]
public class ScaffoldedInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
        => Tables.Create(migrationBuilder, "scaffolded");
}

[DbContext(typeof(SupportDbContext))]
[Migration("20260101000000_Initial")]
public class SupportInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
        => Tables.Create(migrationBuilder, "tickets_of_support");

    protected override void Down(MigrationBuilder migrationBuilder)
        => Tables.Drop(migrationBuilder, "tickets_of_support");
}

[DbContext(typeof(LedgerDbContext))]
[Migration("20260101000000_Initial")]
public class LedgerInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
        => Tables.Create(migrationBuilder, "ledgers");

    protected override void Down(MigrationBuilder migrationBuilder)
        => Tables.Drop(migrationBuilder, "ledgers");
}

[DbContext(typeof(BillingDbContext))]
[Migration("20260102000000_Invoices")]
public class BillingInitial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "invoices",
            table => new
            {
                Id = table.Column<Guid>(),
                CustomerId = table.Column<Guid>(),
                Amount = table.Column<decimal>(precision: 18, scale: 2),
            },
            schema: WorkspaceSchema.TemplateName,
            constraints: table =>
            {
                table.PrimaryKey("PK_invoices", i => i.Id);
                table.ForeignKey(
                    "FK_invoices_customers", i => i.CustomerId, "customers", "Id", WorkspaceSchema.TemplateName,
                    onDelete: ReferentialAction.Cascade);
            });
    }

    protected override void Down(MigrationBuilder migrationBuilder)
        => Tables.Drop(migrationBuilder, "invoices");
}

[DbContext(typeof(Later.BillingDbContext))]
[Migration("20260102000000_Invoices")]
public class NextBillingInitial : BillingInitial;

[DbContext(typeof(Later.BillingDbContext))]
[Migration("20260201000000_Reminders")]
public class NextBillingReminders : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
        => Tables.Create(migrationBuilder, "reminders");

    protected override void Down(MigrationBuilder migrationBuilder)
        => Tables.Drop(migrationBuilder, "reminders");
}

internal static class Tables
{
    public static void Create(MigrationBuilder migrationBuilder, string name)
        => migrationBuilder.CreateTable(
            name,
            table => new { Id = table.Column<Guid>(), Name = table.Column<string>() },
            schema: WorkspaceSchema.TemplateName,
            constraints: table => table.PrimaryKey($"PK_{name}", t => t.Id));

    public static void Drop(MigrationBuilder migrationBuilder, string name)
        => migrationBuilder.DropTable(name, WorkspaceSchema.TemplateName);
}
