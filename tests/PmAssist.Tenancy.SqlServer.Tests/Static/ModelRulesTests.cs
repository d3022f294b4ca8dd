using System.Data;
using FluentAssertions;
using Microsoft.EntityFrameworkCore;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using PmAssist.Tenancy.SqlServer.Tests.Recording;
using Xunit;

namespace PmAssist.Tenancy.SqlServer.Tests;

public sealed class ModelRulesTests
{
    [Fact]
    public void HiLo_is_refused() => ModelOf<HiLo>().Should().Throw<InvalidOperationException>().WithMessage("*HiLo*several workspaces*");

    [Fact]
    public void HiLo_on_one_property_is_refused()
        => ModelOf<HiLoProperty>().Should().Throw<InvalidOperationException>().WithMessage("*Note.Number*HiLo*identity column*");

    [Fact]
    public void A_history_table_in_another_schema_is_refused()
        => ModelOf<HistoryElsewhere>().Should().Throw<InvalidOperationException>().WithMessage("*Note*history table*'history'*");

    [Fact]
    public void A_collation_of_the_model_is_refused()
        => ModelOf<Collation>().Should().Throw<InvalidOperationException>().WithMessage("*Latin1_General_BIN2*whole database*");

    [Fact]
    public void A_service_tier_is_refused()
        => ModelOf<ServiceTier>().Should().Throw<InvalidOperationException>().WithMessage("*service tier*");

    [Fact]
    public void A_full_text_catalog_is_refused()
        => ModelOf<FullTextCatalog>().Should().Throw<InvalidOperationException>().WithMessage("*full-text catalog*whole database*");

    [Fact]
    public void A_table_type_is_refused_by_EF_itself()
    {
        ModelOf<TableTypeColumn>().Should().Throw<InvalidOperationException>().WithMessage("*Note.Ids*could not be mapped*");
        ModelOf<TableTypeParameter>().Should().Throw<InvalidOperationException>().WithMessage("*'ids'*CountIds*");
    }

    [Fact]
    public void A_sequence_for_keys_lies_in_the_workspaces_schema()
    {
        using var context = Create<KeysFromSequence>();
        context.BindTo(WorkspaceSchema.For(TypicalUse.First));

        context.Database.GenerateCreateScript().Should()
            .Contain($"CREATE SEQUENCE [{WorkspaceSchema.For(TypicalUse.First)}].[TicketSequence]")
            .And.Contain($"DEFAULT (NEXT VALUE FOR [{WorkspaceSchema.For(TypicalUse.First)}].[TicketSequence])");
    }

    [Fact]
    public void Memory_optimized_tables_and_sequences_are_fine() => ModelOf<MemoryOptimized>().Should().NotThrow();

    [Fact]
    public void A_history_table_lies_in_the_workspaces_schema()
    {
        using var context = Create<Temporal>();

        var script = context.Database.GenerateCreateScript();

        script.Should().Contain($"HISTORY_TABLE = [{WorkspaceSchema.TemplateName}].[notes_history]");
        TSql.ErrorsIn(script, SqlVersion.Sql130).Should().BeEmpty();
    }

    private static Action ModelOf<TContext>()
        where TContext : WorkspaceDbContext
        => () =>
        {
            using var context = Create<TContext>();
            _ = context.Model;
        };

    private static TContext Create<TContext>()
        where TContext : WorkspaceDbContext
        => (TContext)Activator.CreateInstance(
            typeof(TContext),
            new DbContextOptionsBuilder<TContext>().UseWorkspaceSchemas(new SqlServerTenancyProvider("Server=nowhere")).Options)!;

    private sealed class Note
    {
        public Guid Id { get; set; }

        public int Number { get; set; }
    }

    private sealed class HiLo(DbContextOptions<HiLo> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.UseHiLo();
        }
    }

    private sealed class HiLoProperty(DbContextOptions<HiLoProperty> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Note>().Property(n => n.Number).UseHiLo();
        }
    }

    private sealed class HistoryElsewhere(DbContextOptions<HistoryElsewhere> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Note>()
                .ToTable("notes", table => table.IsTemporal(temporal => temporal.UseHistoryTable("notes_history", "history")));
        }
    }

    private sealed class Temporal(DbContextOptions<Temporal> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Note>().ToTable("notes", table => table.IsTemporal(temporal => temporal.UseHistoryTable("notes_history")));
        }
    }

    private sealed class TableTypeColumn(DbContextOptions<TableTypeColumn> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Note>().Property<DataTable>("Ids").HasColumnType("dbo.IdList");
        }
    }

    private sealed class TableTypeParameter(DbContextOptions<TableTypeParameter> options) : WorkspaceDbContext(options)
    {
        public static int CountIds(DataTable ids) => throw new NotSupportedException();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.HasDbFunction(() => CountIds(default!)).HasParameter("ids").HasStoreType("dbo.IdList");
        }
    }

    private sealed class Collation(DbContextOptions<Collation> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.UseCollation("Latin1_General_BIN2");
        }
    }

    private sealed class Ticket
    {
        public int Id { get; set; }
    }

    private sealed class KeysFromSequence(DbContextOptions<KeysFromSequence> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Ticket>().Property(t => t.Id).UseSequence();
        }
    }

    private sealed class FullTextCatalog(DbContextOptions<FullTextCatalog> options) : WorkspaceDbContext(options)
    {
        /// <summary>EF Core 10 has no method for it; 11 puts this annotation on the model.</summary>
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.HasAnnotation("SqlServer:FullTextCatalogs", "catalog");
        }
    }

    private sealed class ServiceTier(DbContextOptions<ServiceTier> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.HasServiceTier("Premium");
        }
    }

    private sealed class MemoryOptimized(DbContextOptions<MemoryOptimized> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Note>(note =>
            {
                note.ToTable("notes", table => table.IsMemoryOptimized());
                note.Property(n => n.Number).UseSequence("note_numbers");
            });
        }
    }
}
