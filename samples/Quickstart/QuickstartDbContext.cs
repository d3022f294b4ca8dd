using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy;

namespace Quickstart;

/// <summary>The host's context: the library's tables and one of its own. Nothing in it names a schema.</summary>
public sealed class QuickstartDbContext(DbContextOptions<QuickstartDbContext> options) : WorkspaceDbContext(options)
{
    public DbSet<MeetingNote> MeetingNotes => Set<MeetingNote>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<MeetingNote>(note =>
        {
            note.ToTable("meeting_notes");
            note.Property(n => n.Id).HasColumnName("id");
            note.Property(n => n.Text).HasColumnName("text").HasMaxLength(500);
        });
    }
}

/// <summary>A table that the library knows nothing of.</summary>
public sealed class MeetingNote
{
    public Guid Id { get; set; }

    public required string Text { get; set; }
}
