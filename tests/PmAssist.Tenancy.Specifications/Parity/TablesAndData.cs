using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;

namespace PmAssist.Tenancy.Specifications.Parity;

public abstract class Tables : ParityMigration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.EnsureSchema(Schema);
        if (!IsSqlite)
        {
            migrationBuilder.CreateSequence<int>("numbers", Schema, startValue: 5);
        }

        migrationBuilder.CreateTable(
            "books",
            table => new
            {
                id = table.Column<int>(),
                title = table.Column<string>(maxLength: 200),
                subtitle = table.Column<string>(maxLength: 200, nullable: true),
                stock = table.Column<int>(defaultValue: 3),
                price = table.Column<decimal>(precision: 10, scale: 2),
                kind = table.Column<string>(maxLength: 100, defaultValue: Texts.Awkward),
                title_length = table.Column<int>(computedColumnSql: IsSqlServer ? "LEN(title)" : "length(title)", stored: true),
                obsolete = table.Column<string>(maxLength: 20, nullable: true),
            },
            Schema,
            table =>
            {
                table.PrimaryKey("PK_books", x => x.id);
                table.UniqueConstraint("AK_books_title", x => x.title);
                table.CheckConstraint("CK_books_stock", "stock >= 0");
            },
            comment: "it's; -- a comment");
        migrationBuilder.CreateTable(
            "pages",
            table => new
            {
                id = table.Column<int>(),
                book_id = table.Column<int>(),
                text = table.Column<string>(maxLength: 400, nullable: true),
            },
            Schema,
            table =>
            {
                table.PrimaryKey("PK_pages", x => x.id);
                table.ForeignKey("FK_pages_books", x => x.book_id, "books", "id", Schema, onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateTable(
            "tags",
            table => new { id = Numbered(table), text = table.Column<string>(maxLength: 100) },
            Schema,
            table => table.PrimaryKey("PK_tags", x => x.id));
        CreateNotes(migrationBuilder);
        migrationBuilder.CreateIndex("IX_books_stock", "books", "stock", Schema, filter: "stock > 1");
        migrationBuilder.CreateIndex("IX_pages_book_id", "pages", "book_id", Schema);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        foreach (var table in new[] { "notes", "tags", "pages", "books" })
        {
            migrationBuilder.DropTable(table, Schema);
        }

        if (!IsSqlite)
        {
            migrationBuilder.DropSequence("numbers", Schema);
        }
    }

    /// <summary>Its ids count how often, and in which order, notes were written.</summary>
    private void CreateNotes(MigrationBuilder migrationBuilder)
        => migrationBuilder.CreateTable(
            "notes",
            table => new
            {
                id = IsSqlServer ? table.Column<int>(defaultValueSql: $"NEXT VALUE FOR {Schema}.numbers") : Numbered(table),
                text = table.Column<string>(maxLength: 400),
            },
            Schema,
            table => table.PrimaryKey("PK_notes", x => x.id));

    private OperationBuilder<AddColumnOperation> Numbered(ColumnsBuilder table)
        => table.Column<int>(defaultValueSql: IsPostgreSql ? $"nextval('{Schema}.numbers')" : null)
            .Annotation("Sqlite:Autoincrement", true).Annotation("SqlServer:Identity", "1, 1");
}

/// <summary>Merged after the migrations that follow it were applied.</summary>
public abstract class Late : ParityMigration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.AddColumn<int>("late", "books", schema: Schema, nullable: false, defaultValue: 7);
        migrationBuilder.CreateTable(
            "latecomers",
            table => new { id = table.Column<int>(), note = table.Column<string>(maxLength: 20, nullable: true) },
            Schema,
            table => table.PrimaryKey("PK_latecomers", x => x.id));
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DropTable("latecomers", Schema);
        if (IsSqlite)
        {
            // EF rebuilds the table for this, from a target model that still has the column.
            migrationBuilder.Sql("ALTER TABLE books DROP COLUMN late");
        }
        else
        {
            migrationBuilder.DropColumn("late", "books", Schema);
        }
    }
}

/// <summary>What EF makes of <c>HasData</c>.</summary>
public abstract class Data : ParityMigration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.InsertData(
            "books",
            ["id", "title", "subtitle", "stock", "price"],
            new object?[,]
            {
                { 1, "Plain", null, 1, 12.5m },
                { 2, Texts.Awkward, "two\r\nlines", 2, 0.01m },
                { 3, Texts.Unicode, "", 0, 99999999.99m },
                { 4, "Gone", null, 4, 1m },
            },
            Schema);
        migrationBuilder.InsertData(
            "pages", ["id", "book_id", "text"], new object?[,] { { 1, 1, Texts.Unicode }, { 2, 1, null }, { 3, 3, "three" } }, Schema);
        migrationBuilder.InsertData("tags", ["id", "text"], new object[,] { { 41, Texts.Awkward }, { 42, "forty-two" } }, Schema);
        migrationBuilder.InsertData("tags", "text", "the engine's own number", Schema);
        migrationBuilder.UpdateData("books", "id", 1, ["title", "kind"], ["Renamed", Texts.Unicode], Schema);
        migrationBuilder.DeleteData("books", "id", 4, Schema);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DeleteData("pages", "id", [1, 2, 3], Schema);
        migrationBuilder.DeleteData("books", "id", [1, 2, 3], Schema);
        migrationBuilder.Sql($"DELETE FROM {In("tags")}");
    }
}
