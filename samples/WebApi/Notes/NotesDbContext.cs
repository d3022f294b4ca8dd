using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy;

namespace WebApi.Notes;

/// <summary>
/// A module of its own: an ordinary <see cref="DbContext"/> that knows neither the library's tables nor the tasks. It lives in the
/// same schema of each workspace, with migrations of its own.
/// </summary>
public sealed class NotesDbContext(DbContextOptions<NotesDbContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Note>(note =>
        {
            note.ToTable("notes");
            note.Property(n => n.Id).HasColumnName("id");
            note.Property(n => n.Text).HasColumnName("text").HasMaxLength(Note.MaxTextLength);
            note.Property(n => n.Author).HasColumnName("author").HasMaxLength(WorkspaceMember.MaxUserIdLength);
            note.Property(n => n.WrittenUtc).HasColumnName("written_utc")
                .HasConversion(t => t, t => DateTime.SpecifyKind(t, DateTimeKind.Utc));
        });
}
