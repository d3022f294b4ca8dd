using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Parity;

public abstract class Renames : ParityMigration
{
    protected override ParityModelStage Stage => ParityModelStage.Renamed;

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.RenameTable("pages", Schema, "leaves", Schema);
        migrationBuilder.RenameIndex("IX_pages_book_id", "IX_leaves_book_id", "leaves", Schema);
        migrationBuilder.RenameColumn("subtitle", "books", "tagline", Schema);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.RenameColumn("tagline", "books", "subtitle", Schema);
        migrationBuilder.RenameTable("leaves", Schema, "pages", Schema);
        migrationBuilder.RenameIndex("IX_leaves_book_id", "IX_pages_book_id", "pages", Schema);
    }
}

/// <summary>Changes for which SQLite needs a new table, with rows in it and a foreign key to it.</summary>
public abstract class Rebuild : ParityMigration
{
    protected override ParityModelStage Stage => ParityModelStage.Rebuilt;

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.AlterColumn<string>(
            "tagline", "books", maxLength: 200, schema: Schema, nullable: false, defaultValue: "",
            oldClrType: typeof(string), oldMaxLength: 200, oldNullable: true);
        migrationBuilder.DropColumn("obsolete", "books", Schema);
        migrationBuilder.AddColumn<int>("tag_id", "leaves", schema: Schema, nullable: true);
        migrationBuilder.Sql($"UPDATE {In("leaves")} SET tag_id = 42 WHERE book_id = 1");
        migrationBuilder.CreateIndex("IX_leaves_tag_id", "leaves", "tag_id", Schema);
        migrationBuilder.AddForeignKey("FK_leaves_tags", "leaves", "tag_id", "tags", Schema, Schema, "id");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DropForeignKey("FK_leaves_tags", "leaves", Schema);
        migrationBuilder.DropIndex("IX_leaves_tag_id", "leaves", Schema);
        migrationBuilder.DropColumn("tag_id", "leaves", Schema);
        migrationBuilder.AddColumn<string>("obsolete", "books", maxLength: 20, schema: Schema, nullable: true);
        migrationBuilder.AlterColumn<string>(
            "tagline", "books", maxLength: 200, schema: Schema, nullable: true, oldClrType: typeof(string), oldMaxLength: 200);
    }
}
