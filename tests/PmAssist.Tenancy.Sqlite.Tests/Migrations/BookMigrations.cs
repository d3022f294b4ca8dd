using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Sqlite.Tests.Migrations;

public sealed class BooksV1Context(DbContextOptions<BooksV1Context> options) : WorkspaceDbContext(options);

/// <summary>The next version: an author is required, which on SQLite takes a new table.</summary>
public sealed class BooksV2Context(DbContextOptions<BooksV2Context> options) : WorkspaceDbContext(options);

/// <summary>Two migrations later than the first: a table, and then the rebuild.</summary>
public sealed class BooksV3Context(DbContextOptions<BooksV3Context> options) : WorkspaceDbContext(options);

[DbContext(typeof(BooksV1Context))]
[Migration("20260101000000_Books")]
public class Books : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        const string Schema = WorkspaceSchema.TemplateName;
        migrationBuilder.EnsureSchema(Schema);
        migrationBuilder.CreateTable(
            "books",
            table => new
            {
                id = table.Column<int>(),
                title = table.Column<string>(),
                author = table.Column<string>(nullable: true),
            },
            Schema,
            table => table.PrimaryKey("PK_books", x => x.id));
        migrationBuilder.CreateTable(
            "pages",
            table => new
            {
                id = table.Column<int>(),
                book_id = table.Column<int>(),
            },
            Schema,
            table =>
            {
                table.PrimaryKey("PK_pages", x => x.id);
                table.ForeignKey("FK_pages_books", x => x.book_id, "books", "id", Schema, onDelete: ReferentialAction.Cascade);
            });
    }
}

[DbContext(typeof(BooksV2Context))]
[Migration("20260101000000_Books")]
public sealed class BooksOfV2 : Books;

[DbContext(typeof(BooksV2Context))]
[Migration("20260201000000_AuthorRequired")]
public class AuthorRequired : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.AlterColumn<string>(
            "author", "books", schema: WorkspaceSchema.TemplateName, nullable: false, defaultValue: "unknown", oldClrType: typeof(string),
            oldNullable: true);
    }

    /// <summary>As <c>dotnet ef</c> writes it: EF builds the new table from this.</summary>
    protected override void BuildTargetModel(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.HasDefaultSchema(WorkspaceSchema.TemplateName);
        modelBuilder.Entity("Book", book =>
        {
            book.Property<int>("id").ValueGeneratedNever().HasColumnType("INTEGER");
            book.Property<string>("title").IsRequired().HasColumnType("TEXT");
            book.Property<string>("author").IsRequired().HasColumnType("TEXT");
            book.HasKey("id");
            book.ToTable("books", WorkspaceSchema.TemplateName);
        });
        modelBuilder.Entity("Page", page =>
        {
            page.Property<int>("id").ValueGeneratedNever().HasColumnType("INTEGER");
            page.Property<int>("book_id").HasColumnType("INTEGER");
            page.HasKey("id");
            page.HasOne("Book", null).WithMany().HasForeignKey("book_id").OnDelete(DeleteBehavior.Cascade).IsRequired();
            page.ToTable("pages", WorkspaceSchema.TemplateName);
        });
    }
}

[DbContext(typeof(BooksV3Context))]
[Migration("20260101000000_Books")]
public sealed class BooksOfV3 : Books;

[DbContext(typeof(BooksV3Context))]
[Migration("20260115000000_Shelves")]
public sealed class Shelves : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.CreateTable(
            "shelves", table => new { id = table.Column<int>() }, WorkspaceSchema.TemplateName,
            table => table.PrimaryKey("PK_shelves", x => x.id));
    }
}

[DbContext(typeof(BooksV3Context))]
[Migration("20260201000000_AuthorRequired")]
public sealed class AuthorRequiredOfV3 : AuthorRequired;
