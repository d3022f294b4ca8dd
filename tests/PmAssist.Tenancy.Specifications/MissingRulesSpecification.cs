using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A context that was made past the library, or was given a model from elsewhere, sends nothing.</summary>
public abstract class MissingRulesSpecification(ITestServer server) : Specification(server)
{
    private static readonly WorkspaceSchema Some = WorkspaceSchema.For(new Guid("123e4567-e89b-12d3-a456-426614174abc"));

    [Fact]
    public async Task A_context_whose_options_lack_the_rules_sends_nothing()
    {
        await using var database = Server.CreateDatabase();
        var recorder = new CommandRecorder();
        await Refused<SpecDbContext>(o => new SpecDbContext(o), context => context.Projects.ToListAsync(Token));
        await Refused<SpecDbContext>(o => new SpecDbContext(o), context => context.Database.MigrateAsync(Token));
        await Refused<SpecDbContext>(o => new SpecDbContext(o), context => context.Database.OpenConnectionAsync(Token));
        await Refused<SpecDbContext>(o => new SpecDbContext(o), context => context.Database.EnsureCreatedAsync(Token));
        await Refused<SpecDbContext>(o => new SpecDbContext(o), context => Task.FromResult(context.Model));
        await Refused<SpecDbContext>(o => new SpecDbContext(o), context =>
        {
            context.Add(new Project { WrittenFor = Guid.NewGuid() });
            return context.SaveChangesAsync(Token);
        });
        await Refused<MasterDbContext>(o => new MasterDbContext(o), context => context.Workspaces.ToListAsync(Token));
        await Refused<MasterDbContext>(o => new MasterDbContext(o), context => context.Database.MigrateAsync(Token));
        recorder.Texts.Should().BeEmpty();

        async Task Refused<TContext>(Func<DbContextOptions<TContext>, TContext> create, Func<TContext, Task> use)
            where TContext : DbContext
        {
            var options = new DbContextOptionsBuilder<TContext>();
            database.UsePlain(options, Some);
            options.AddInterceptors(recorder);
            await FluentActions.Awaiting(async () =>
                {
                    await using var context = create(options.Options);
                    await use(context);
                })
                .Should().ThrowAsync<WorkspaceNotBoundException>().WithMessage($"*{typeof(TContext).Name}*UseWorkspaceSchemas*");
        }
    }

    [Fact]
    public async Task A_context_that_chooses_its_engine_itself_and_forgets_the_rules_sends_nothing()
    {
        await using var database = Server.CreateDatabase();
        await using var context = new OwnEngine(new DbContextOptions<OwnEngine>(), database, Some);
        await FluentActions.Awaiting(() => context.Agents.ToListAsync(Token))
            .Should().ThrowAsync<WorkspaceNotBoundException>().WithMessage("*OwnEngine*UseWorkspaceSchemas*");
        await FluentActions.Awaiting(() => context.Database.MigrateAsync(Token)).Should().ThrowAsync<WorkspaceNotBoundException>();
    }

    [Fact]
    public async Task A_context_may_add_the_rules_itself()
    {
        await using var host = await StartAsync();
        var workspace = await host.CreateWorkspaceAsync();
        await using var context = new OwnConfiguration(new DbContextOptions<OwnConfiguration>(), host.Database.CreateProvider());
        context.BindTo(workspace.Schema);
        (await context.Agents.CountAsync(Token)).Should().Be(0);
    }

    [Fact]
    public async Task A_model_that_is_for_another_schema_is_refused_before_anything_is_sent()
    {
        await using var database = Server.CreateDatabase();
        var provider = database.CreateProvider();

        // The model of one workspace, as in SchemaMode.ModelPerWorkspace: another would read its rows.
        Bind(ModelOf<SpecDbContext>(o => new SpecDbContext(o.Options), o => o.UseWorkspaceSchemas(provider, Some)))
            .Should().Throw<TenancyException>().WithMessage($"*{Some}*UseModel*");
        Bind(ModelOf<PlainContext<int>>(o => new PlainContext<int>(o.Options, null, null), o => database.UsePlain(o, Some)))
            .Should().Throw<TenancyException>().WithMessage("*(none)*UseModel*");
        Bind(
            ModelOf<PlainContext<string>>(
                o => new PlainContext<string>(o.Options, WorkspaceSchema.TemplateName, "elsewhere"), o => database.UsePlain(o, Some)))
            .Should().Throw<TenancyException>().WithMessage("*Things*elsewhere*");
        Bind(ModelOf<SpecDbContext>(o => new SpecDbContext(o.Options), o => o.UseWorkspaceSchemas(provider)))
            .Should().NotThrow("it was built by the same rules, as a compiled model is");

        Action Bind(IModel model) => () =>
        {
            var options = new DbContextOptionsBuilder<SpecDbContext>().UseWorkspaceSchemas(database.CreateProvider()).UseModel(model)
                .Options;
            using var context = new SpecDbContext((DbContextOptions<SpecDbContext>)options);
            context.BindTo(WorkspaceSchema.For(Guid.NewGuid()));
        };
    }

    [Fact]
    public async Task A_model_of_one_workspace_is_good_for_no_other()
    {
        await using var database = Server.CreateDatabase();
        var provider = database.CreateProvider();
        using var own = new SpecDbContext(new DbContextOptionsBuilder<SpecDbContext>().UseWorkspaceSchemas(provider, Some).Options);
        own.BindTo(Some);
        var other = WorkspaceSchema.For(Guid.NewGuid());
        var options = new DbContextOptionsBuilder<SpecDbContext>().UseWorkspaceSchemas(provider, other).UseModel(own.Model).Options;
        using var context = new SpecDbContext((DbContextOptions<SpecDbContext>)options);
        FluentActions.Invoking(() => context.BindTo(other)).Should().Throw<TenancyException>().WithMessage($"*{Some}*{other}*UseModel*");
    }

    [Fact]
    public async Task EF_services_of_the_hosts_own_making_are_refused()
    {
        await using var database = Server.CreateDatabase();
        await using var services = new ServiceCollection().BuildServiceProvider();
        var options = new DbContextOptionsBuilder<SpecDbContext>()
            .UseWorkspaceSchemas(database.CreateProvider()).UseInternalServiceProvider(services).Options;
        FluentActions.Invoking(() => new SpecDbContext((DbContextOptions<SpecDbContext>)options))
            .Should().Throw<TenancyException>().WithMessage("*UseInternalServiceProvider*");
    }

    private static IModel ModelOf<TContext>(
        Func<DbContextOptionsBuilder<TContext>, TContext> create, Action<DbContextOptionsBuilder<TContext>> configure)
        where TContext : DbContext
    {
        var builder = new DbContextOptionsBuilder<TContext>();
        configure(builder);
        using var context = create(builder);
        return context.Model;
    }

    private sealed class OwnConfiguration(DbContextOptions<OwnConfiguration> options, TenancyProvider provider)
        : WorkspaceDbContext(options)
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseWorkspaceSchemas(provider);
    }

    private sealed class OwnEngine(DbContextOptions<OwnEngine> options, ITestDatabase database, WorkspaceSchema schema)
        : WorkspaceDbContext(options)
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => database.UsePlain(optionsBuilder, schema);
    }

    /// <typeparam name="T">EF keeps a model for each type.</typeparam>
    private sealed class PlainContext<T>(DbContextOptions<PlainContext<T>> options, string? schema, string? tableSchema)
        : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.HasDefaultSchema(schema);
            modelBuilder.Entity<Thing>().ToTable("Things", tableSchema);
        }
    }

    private sealed class Thing
    {
        public Guid Id { get; set; }
    }
}
