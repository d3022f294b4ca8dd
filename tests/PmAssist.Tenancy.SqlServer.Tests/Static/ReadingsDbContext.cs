using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>A host's context with a table that numbers its rows, refers to itself and has a column of each kind.</summary>
public sealed class ReadingsDbContext(DbContextOptions<ReadingsDbContext> options) : WorkspaceDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Reading>(reading =>
        {
            reading.ToTable("readings");
            reading.Property(r => r.Name).HasMaxLength(64);
            reading.Property(r => r.Details).IsJson();
            reading.Property(r => r.Amount).HasPrecision(18, 4);
            reading.HasIndex(r => r.Name).IsUnique();
            reading.HasOne<Reading>().WithMany().HasForeignKey(r => r.BeforeId);
            reading.HasOne<WorkspaceAgent>().WithMany().HasForeignKey(r => r.AgentId);
        });
    }

    internal sealed class Reading
    {
        public int Id { get; set; }

        public int? BeforeId { get; set; }

        public Guid? AgentId { get; set; }

        public string Name { get; set; } = "";

        public string Details { get; set; } = "{}";

        public decimal Amount { get; set; }

        public double Ratio { get; set; }

        public bool IsOpen { get; set; }

        public DateTime TakenUtc { get; set; }

        public DateTimeOffset? SeenAt { get; set; }

        public byte[]? Data { get; set; }
    }

    /// <summary>Nothing is made, because nothing is looked up on a recording server.</summary>
    [DbContext(typeof(ReadingsDbContext))]
    [Migration("20260101000000_Initial")]
    private sealed class Initial : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
        }
    }
}
