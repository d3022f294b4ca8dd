using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Parity;

/// <summary>How far the tables of the parity migrations are.</summary>
public enum ParityModelStage
{
    Created,
    Renamed,
    Rebuilt,
}

/// <summary>The target models of the parity migrations, as <c>dotnet ef</c> would write them: SQLite rebuilds tables from them.</summary>
internal static class ParityModel
{
    public static void Build(ModelBuilder modelBuilder, string schema, ParityModelStage stage, string lengthOfTitle)
    {
        var pages = stage == ParityModelStage.Created ? "pages" : "leaves";
        var tagline = stage == ParityModelStage.Created ? "subtitle" : "tagline";
        var rebuilt = stage == ParityModelStage.Rebuilt;

        modelBuilder.HasDefaultSchema(schema);
        modelBuilder.Entity("Book", book =>
        {
            book.ToTable("books", schema, table =>
            {
                table.HasComment("it's; -- a comment");
                table.HasCheckConstraint("CK_books_stock", "stock >= 0");
            });
            book.Property<int>("id").ValueGeneratedNever();
            book.Property<string>("title").IsRequired().HasMaxLength(200);
            book.Property<string>(tagline).IsRequired(rebuilt).HasMaxLength(200);
            book.Property<int>("stock").HasDefaultValue(3);
            book.Property<decimal>("price").HasPrecision(10, 2);
            book.Property<string>("kind").IsRequired().HasMaxLength(100).HasDefaultValue(Texts.Awkward);
            book.Property<int>("title_length").HasComputedColumnSql(lengthOfTitle, stored: true);
            book.Property<int>("late").HasDefaultValue(7);
            if (!rebuilt)
            {
                book.Property<string>("obsolete").HasMaxLength(20);
            }

            book.HasKey("id").HasName("PK_books");
            book.HasAlternateKey("title").HasName("AK_books_title");
            book.HasIndex("stock").HasDatabaseName("IX_books_stock").HasFilter("stock > 1");
        });
        modelBuilder.Entity("Tag", tag =>
        {
            tag.ToTable("tags", schema);
            tag.Property<int>("id").HasAnnotation("Sqlite:Autoincrement", true).HasAnnotation("SqlServer:Identity", "1, 1");
            tag.Property<string>("text").IsRequired().HasMaxLength(100);
            tag.HasKey("id").HasName("PK_tags");
        });
        modelBuilder.Entity("Latecomer", latecomer =>
        {
            latecomer.ToTable("latecomers", schema);
            latecomer.Property<int>("id").ValueGeneratedNever();
            latecomer.Property<string>("note").HasMaxLength(20);
            latecomer.HasKey("id").HasName("PK_latecomers");
        });
        modelBuilder.Entity("Page", page =>
        {
            page.ToTable(pages, schema);
            page.Property<int>("id").ValueGeneratedNever();
            page.Property<int>("book_id");
            page.Property<string>("text").HasMaxLength(400);
            page.HasKey("id").HasName("PK_pages");
            page.HasIndex("book_id").HasDatabaseName($"IX_{pages}_book_id");
            page.HasOne("Book", null).WithMany().HasForeignKey("book_id").HasConstraintName("FK_pages_books")
                .OnDelete(DeleteBehavior.Cascade).IsRequired();
            if (rebuilt)
            {
                page.Property<int?>("tag_id");
                page.HasIndex("tag_id").HasDatabaseName("IX_leaves_tag_id");
                page.HasOne("Tag", null).WithMany().HasForeignKey("tag_id").HasConstraintName("FK_leaves_tags");
            }
        });
    }
}
