using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>The rules that keep a mistake from becoming a leak.</summary>
public abstract class SafetySpecification(ITestServer server) : Specification(server)
{
    [Fact]
    public async Task An_unbound_context_sends_nothing()
    {
        var recorder = new CommandRecorder();
        await using var host = await StartAsync(tenancy => tenancy.ConfigureContext((_, options) => options.AddInterceptors(recorder)));
        await using var context = host.Services.GetRequiredService<IDbContextFactory<SpecDbContext>>().CreateDbContext();

        await Refused(() => context.Projects.ToListAsync(Token));
        await Refused(() => context.Database.ExecuteSqlRawAsync("SELECT 1", Token));
        await Refused(() => context.Database.OpenConnectionAsync(Token));
        await Refused(() => context.Database.BeginTransactionAsync(Token));
        await Refused(() => context.Projects.ExecuteDeleteAsync(Token));
        await Refused(() => context.Database.GetAppliedMigrationsAsync(Token));
        context.Add(new Project { WrittenFor = Guid.NewGuid() });
        await Refused(() => context.SaveChangesAsync(Token));
        FluentActions.Invoking(() => context.Database.OpenConnection()).Should().Throw<WorkspaceNotBoundException>();
        FluentActions.Invoking(() => context.Projects.ToQueryString()).Should().Throw<WorkspaceNotBoundException>();
        FluentActions.Invoking(() => context.Schema)
            .Should().Throw<WorkspaceNotBoundException>().WithMessage("*IWorkspaceContextFactory<SpecDbContext>*");
        recorder.Texts.Should().BeEmpty();

        static async Task Refused(Func<Task> run) => await run.Should().ThrowAsync<WorkspaceNotBoundException>();
    }

    [Fact]
    public async Task Injecting_the_context_with_no_current_workspace_says_what_to_do()
    {
        await using var host = await StartAsync();
        await using var scope = host.Services.CreateAsyncScope();
        FluentActions.Invoking(scope.ServiceProvider.GetRequiredService<SpecDbContext>)
            .Should().Throw<WorkspaceNotBoundException>().WithMessage("*EnterAsync*");
    }

    [Fact]
    public async Task A_scope_has_one_workspace()
    {
        await using var host = await StartAsync();
        var (first, second) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await using var scope = await host.Scopes.CreateScopeAsync(first.Id, Token);
        var accessor = scope.ServiceProvider.GetRequiredService<IWorkspaceAccessor>();

        (await accessor.EnterAsync(first.Id, Token)).Id.Should().Be(first.Id, "entering it again does nothing");
        await FluentActions.Awaiting(() => accessor.EnterAsync(second.Id, Token)).Should().ThrowAsync<InvalidOperationException>();
        scope.ServiceProvider.GetRequiredService<SpecDbContext>().WorkspaceId.Should().Be(first.Id);
    }

    [Fact]
    public async Task A_context_is_bound_once()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var lease = await host.RentAsync(workspace);
        FluentActions.Invoking(() => lease.Context.BindTo(WorkspaceSchema.For(Guid.NewGuid()))).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => lease.Context.BindTo(default)).Should().Throw<ArgumentException>();
        lease.Context.Schema.Should().Be(workspace.Schema);
    }

    [Fact]
    public async Task A_whole_database_cannot_be_created_or_deleted_from_a_workspace()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var lease = await host.RentAsync(workspace);

        await FluentActions.Awaiting(() => lease.Context.Database.EnsureDeletedAsync(Token))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*DeleteAsync*");
        await FluentActions.Awaiting(() => lease.Context.Database.EnsureCreatedAsync(Token))
            .Should().ThrowAsync<InvalidOperationException>();
        FluentActions.Invoking(() => lease.Context.Database.EnsureDeleted()).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => lease.Context.Database.EnsureCreated()).Should().Throw<InvalidOperationException>();
        var creator = lease.Context.GetService<IRelationalDatabaseCreator>();
        foreach (var verb in new Action[] { creator.Create, creator.Delete, creator.CreateTables })
        {
            verb.Should().Throw<InvalidOperationException>();
        }

        (await lease.Context.Projects.CountAsync(Token)).Should().Be(0, "the tables are still there");
    }

    [Fact]
    public async Task Migrating_an_unbound_context_names_the_right_verb()
    {
        await using var host = await StartAsync();
        await using var context = host.Services.GetRequiredService<IDbContextFactory<SpecDbContext>>().CreateDbContext();
        await FluentActions.Awaiting(() => context.Database.MigrateAsync(Token))
            .Should().ThrowAsync<WorkspaceNotBoundException>().WithMessage("*IWorkspaceMigrator.RunAsync*");
        (await host.Database.ExistsAsync(default)).Should().BeFalse("the template schema never exists");
    }

    [Fact]
    public async Task Models_that_would_share_rows_are_refused_when_they_are_built()
    {
        await using var database = Server.CreateDatabase();

        Build<TableElsewhereContext>(database)
            .Should().Throw<InvalidOperationException>().WithMessage("*'Outsider'*'shared_schema'*IsSharedAcrossWorkspaces*");
        Build<DefaultSchemaContext>(database).Should().Throw<InvalidOperationException>().WithMessage("*'somewhere'*");
        Build<SequenceElsewhereContext>(database).Should().Throw<InvalidOperationException>()
            .Which.Message.Should().Match("*sequence*'numbers'*HasDefaultValueSql*")
            .And.NotContain("IsSharedAcrossWorkspaces", "a sequence has none");
        Build<ViewElsewhereContext>(database).Should().Throw<InvalidOperationException>().WithMessage("*view*'elsewhere'*'shared_schema'*");
        Build<FunctionElsewhereContext>(database)
            .Should().Throw<InvalidOperationException>().WithMessage("*function*'elsewhere'*'shared_schema'*");
        Build<FragmentElsewhereContext>(database)
            .Should().Throw<InvalidOperationException>().WithMessage("*table*'elsewhere'*'shared_schema'*");
    }

    [Fact]
    public async Task A_model_that_maps_the_librarys_tables_in_another_way_is_refused()
    {
        await using var database = Server.CreateDatabase();

        Build<ForgottenBaseCallContext>(database).Should().Throw<InvalidOperationException>()
            .WithMessage("*AutomationJob*'Jobs'*'automation_jobs'*base.OnModelCreating*WorkspaceAgent*'Agents'*");
        Build<RenamedTableContext>(database)
            .Should().Throw<InvalidOperationException>().WithMessage("*WorkspaceAgent*'agents'*'workspace_agents'*");
        Build<RenamedColumnContext>(database)
            .Should().Throw<InvalidOperationException>().WithMessage("*AutomationJob.Name*'title'*'name'*");
    }

    [Fact]
    public async Task A_default_schema_that_is_taken_away_or_set_at_the_end_is_refused()
    {
        await using var database = Server.CreateDatabase();

        Build<NoDefaultSchemaContext>(database)
            .Should().Throw<InvalidOperationException>().WithMessage("*default schema*'(none)'*Remove HasDefaultSchema*");
        Build<DefaultSchemaByConventionContext>(database)
            .Should().Throw<InvalidOperationException>().WithMessage("*default schema*'late'*");
    }

    [Fact]
    public async Task A_history_table_outside_the_workspaces_schema_is_refused()
    {
        await using var database = Server.CreateDatabase();
        var builder = new DbContextOptionsBuilder<SpecDbContext>().UseWorkspaceSchemas(database.CreateProvider());
        var relational = RelationalOptionsExtension.Extract(builder.Options).WithMigrationsHistoryTableSchema("shared_schema");
        ((IDbContextOptionsBuilderInfrastructure)builder).AddOrUpdateExtension(relational);
        FluentActions.Invoking(() => new SpecDbContext(builder.Options).GetService<IHistoryRepository>())
            .Should().Throw<InvalidOperationException>().WithMessage("*history table*'shared_schema'*");
    }

    [Fact]
    public async Task A_service_replaced_behind_the_librarys_back_is_refused()
    {
        await using var database = Server.CreateDatabase();
        var options = new DbContextOptionsBuilder<SpecDbContext>().UseWorkspaceSchemas(database.CreateProvider())
            .ReplaceService<IRelationalCommandBuilderFactory, RelationalCommandBuilderFactory>().Options;
        await using var context = new SpecDbContext(options);
        FluentActions.Invoking(() => context.BindTo(WorkspaceSchema.For(Guid.NewGuid())))
            .Should().Throw<InvalidOperationException>().WithMessage("*IRelationalCommandBuilderFactory*");

        RefusesReplacement<IAsyncQueryProvider>(database);
        RefusesReplacement<IQueryContextFactory>(database);
#pragma warning disable EF1001 // A host can name EF's internal services too.
        RefusesReplacement<IStateManager>(database);
#pragma warning restore EF1001
        RefusesReplacement<IRelationalConnectionDiagnosticsLogger>(database);
        RefusesReplacement<IModelValidator>(database);
        RefusesReplacement<IRelationalDatabaseCreator>(database);
        RefusesReplacement<IDatabaseCreator>(database);
        RefusesReplacement<IDatabase>(database);
        RefusesReplacement<IMigrator>(database);
        if (Mode == SchemaMode.ModelPerWorkspace)
        {
            RefusesReplacement<IModelCacheKeyFactory>(database);
        }
    }

    [Fact]
    public async Task All_workspaces_share_one_service_provider_and_one_model_or_have_their_own()
    {
        await using var host = await StartAsync();
        var (first, second) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        await using var a = await host.RentAsync(first);
        await using var b = await host.RentAsync(second);
        ReferenceEquals(b.Context.Model, a.Context.Model).Should().Be(Mode == SchemaMode.SharedModel);
        b.Context.Model.GetDefaultSchema()
            .Should().Be(Mode == SchemaMode.SharedModel ? WorkspaceSchema.TemplateName : second.Schema.Name);
        a.Context.Database.HasPendingModelChanges().Should().Be(b.Context.Database.HasPendingModelChanges());
        b.Context.GetService<IRelationalCommandBuilderFactory>()
            .Should().BeSameAs(a.Context.GetService<IRelationalCommandBuilderFactory>());
    }

    [Fact]
    public async Task A_context_whose_constructor_takes_services_is_not_pooled_and_works()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var other = host.Another<ServicesContext>();
        var contexts = other.Services.GetRequiredService<IWorkspaceContextFactory<ServicesContext>>();

        await using var lease = await contexts.RentAsync(workspace.Id, Token);
        (await lease.Context.Agents.CountAsync(Token)).Should().Be(0);
        lease.Context.Clock.Should().NotBeNull();
        if (Mode == SchemaMode.SharedModel)
        {
            other.Log.Messages.Should().Contain(m => m.Contains("is not pooled", StringComparison.Ordinal));
        }
    }

    /// <summary>A service is refused before its replacement is created, so any type will do.</summary>
    private void RefusesReplacement<TService>(ITestDatabase database)
        where TService : class
    {
        var modelFor = Mode == SchemaMode.SharedModel ? (WorkspaceSchema?)null : WorkspaceSchema.For(Guid.NewGuid());
        var options = new DbContextOptionsBuilder<SpecDbContext>().UseWorkspaceSchemas(database.CreateProvider(), modelFor)
            .ReplaceService<TService, TService>().Options;
        FluentActions.Invoking(() => new SpecDbContext(options).Model)
            .Should().Throw<InvalidOperationException>().WithMessage($"{typeof(TService).Name} was replaced*Remove the ReplaceService*");
    }

    private static Action Build<TContext>(ITestDatabase database)
        where TContext : WorkspaceDbContext
        => () =>
        {
            var options = new DbContextOptionsBuilder<TContext>().UseWorkspaceSchemas(database.CreateProvider()).Options;
            using var context = (TContext)Activator.CreateInstance(typeof(TContext), options)!;
            var model = context.Model;
            model.GetEntityTypes().Select(e => e.GetSchema()).Distinct().Should().Equal(WorkspaceSchema.TemplateName);
        };

    private sealed class Outsider
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public int Rank { get; set; }
    }

    private sealed class TableElsewhereContext(DbContextOptions<TableElsewhereContext> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Outsider>().ToTable("Outsider", "shared_schema");
        }
    }

    private sealed class ViewElsewhereContext(DbContextOptions<ViewElsewhereContext> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Outsider>().ToView("elsewhere", "shared_schema");
        }
    }

    private sealed class FunctionElsewhereContext(DbContextOptions<FunctionElsewhereContext> options) : WorkspaceDbContext(options)
    {
        public static int Elsewhere(int value) => throw new NotSupportedException($"Only in a query, with {value}.");

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.HasDbFunction(typeof(FunctionElsewhereContext).GetMethod(nameof(Elsewhere))!)
                .HasName("elsewhere").HasSchema("shared_schema");
        }
    }

    private sealed class FragmentElsewhereContext(DbContextOptions<FragmentElsewhereContext> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Outsider>().SplitToTable("elsewhere", "shared_schema", table => table.Property(o => o.Name));
        }
    }

    private sealed class DefaultSchemaContext(DbContextOptions<DefaultSchemaContext> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.HasDefaultSchema("somewhere");
        }
    }

    private sealed class SequenceElsewhereContext(DbContextOptions<SequenceElsewhereContext> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.HasSequence("numbers", "shared_schema");
        }
    }

    private sealed class ForgottenBaseCallContext(DbContextOptions<ForgottenBaseCallContext> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Outsider>();
    }

    private sealed class NoDefaultSchemaContext(DbContextOptions<NoDefaultSchemaContext> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.HasDefaultSchema(null);
        }
    }

    private sealed class DefaultSchemaByConventionContext(DbContextOptions<DefaultSchemaByConventionContext> options)
        : WorkspaceDbContext(options)
    {
        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
            => configurationBuilder.Conventions.Add(_ => new LateSchemaConvention());

        private sealed class LateSchemaConvention : IModelFinalizingConvention
        {
            public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
                => modelBuilder.HasDefaultSchema("late", fromDataAnnotation: true);
        }
    }

    private sealed class RenamedTableContext(DbContextOptions<RenamedTableContext> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<WorkspaceAgent>().ToTable("agents");
        }
    }

    private sealed class RenamedColumnContext(DbContextOptions<RenamedColumnContext> options) : WorkspaceDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<AutomationJob>().Property(j => j.Name).HasColumnName("title");
        }
    }

    private sealed class ServicesContext(DbContextOptions<ServicesContext> options, TimeProvider clock) : WorkspaceDbContext(options)
    {
        public TimeProvider Clock => clock;
    }
}
