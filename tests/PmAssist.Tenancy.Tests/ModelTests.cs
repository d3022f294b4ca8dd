using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Tests;

/// <summary>The tables of the design, to the letter, on each engine. Nothing is connected to.</summary>
public sealed class ModelTests
{
    private const string Master = """
        AuditLog.action String(64)
        AuditLog.actor_id String(128)?
        AuditLog.details String? JSON
        AuditLog.entity_id String(128)
        AuditLog.entity_type String(64)
        AuditLog.id Guid
        AuditLog.occurred_utc DateTime
        AuditLog.workspace_id Guid?
        AuditLog: index (occurred_utc, id)
        AuditLog: index (workspace_id, occurred_utc, id)
        AuditLog: key (id)
        Workspace.created_utc DateTime
        Workspace.db_schema_name String(64)?
        Workspace.deleted_utc DateTime?
        Workspace.id Guid
        Workspace.last_error String(2000)?
        Workspace.last_seen_utc DateTime?
        Workspace.name String(200)
        Workspace.properties String? JSON
        Workspace.purge_after_utc DateTime?
        Workspace.request_id String(64)?
        Workspace.restore_status String(32)?
        Workspace.schema_fingerprint String(64)?
        Workspace.schema_version String(150)?
        Workspace.slug String(63)
        Workspace.status String(32)
        Workspace.updated_utc DateTime
        Workspace.version Int32 token
        Workspace: index (schema_fingerprint)
        Workspace: key (id)
        Workspace: unique (db_schema_name)
        Workspace: unique (request_id)
        Workspace: unique (slug)
        WorkspaceMember.joined_utc DateTime
        WorkspaceMember.role String(16)
        WorkspaceMember.user_id String(128)
        WorkspaceMember.workspace_id Guid
        WorkspaceMember: foreign key (workspace_id) to Workspace, Cascade
        WorkspaceMember: index (user_id)
        WorkspaceMember: key (workspace_id, user_id)
        """;

    private const string Workspace = """
        automation_jobs.agent_id Guid?
        automation_jobs.attempts Int32
        automation_jobs.created_utc DateTime
        automation_jobs.finished_utc DateTime?
        automation_jobs.id Guid
        automation_jobs.last_error String?
        automation_jobs.name String(200)
        automation_jobs.payload String JSON
        automation_jobs.run_at_utc DateTime
        automation_jobs.schedule String(128)?
        automation_jobs.started_utc DateTime?
        automation_jobs.status String(16)
        automation_jobs.updated_utc DateTime
        automation_jobs.version Int32 token
        automation_jobs: foreign key (agent_id) to workspace_agents, SetNull
        automation_jobs: index (agent_id)
        automation_jobs: index (status, run_at_utc)
        automation_jobs: key (id)
        workspace_agents.configuration String JSON
        workspace_agents.created_utc DateTime
        workspace_agents.enabled Boolean
        workspace_agents.id Guid
        workspace_agents.kind String(64)
        workspace_agents.name String(200)
        workspace_agents.updated_utc DateTime
        workspace_agents.version Int32 token
        workspace_agents: key (id)
        workspace_integrations.configuration String JSON
        workspace_integrations.created_utc DateTime
        workspace_integrations.display_name String(200)
        workspace_integrations.external_id String(256)
        workspace_integrations.external_url String(2048)?
        workspace_integrations.id Guid
        workspace_integrations.provider String(64)
        workspace_integrations.status String(16)
        workspace_integrations.updated_utc DateTime
        workspace_integrations.version Int32 token
        workspace_integrations: key (id)
        workspace_integrations: unique (provider, external_id)
        """;

    public static TheoryData<string> Engines => [.. Providers.Keys];

    private static Dictionary<string, (TenancyProvider Provider, string Json)> Providers { get; } = new()
    {
        ["Sqlite"] = (new SqliteTenancyProvider("nowhere"), "TEXT"),
        ["PostgreSql"] = (new PostgreSqlTenancyProvider("Host=localhost"), "jsonb"),
    };

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_master_schema_is_as_designed(string engine)
    {
        using var services = new ServiceCollection().AddPmAssistTenancy(t => t.UseProvider(Providers[engine].Provider))
            .BuildServiceProvider();
        using var context = services.GetRequiredService<IDbContextFactory<MasterDbContext>>().CreateDbContext();
        Describe(context, engine, TenancyOptions.MasterTemplateName).Should().Be(Master);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_workspaces_schema_is_as_designed(string engine)
    {
        using var context = new WorkspaceDbContext(OptionsOf<WorkspaceDbContext>(engine));
        Describe(context, engine, WorkspaceSchema.TemplateName).Should().Be(Workspace);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Keys_are_made_on_the_client(string engine)
    {
        using var context = new WorkspaceDbContext(OptionsOf<WorkspaceDbContext>(engine));
        var agent = context.Add(new WorkspaceAgent()).Entity;
        agent.Id.Should().NotBeEmpty();
        context.Entry(agent).Property(a => a.Id).IsTemporary.Should().BeFalse();
    }

    [Fact]
    public void Enums_are_kept_by_name()
    {
        using var context = new WorkspaceDbContext(OptionsOf<WorkspaceDbContext>("Sqlite"));
        Stored(context, typeof(WorkspaceIntegration), "Status").Should().Equal("disabled", "active", "error");
        Stored(context, typeof(AutomationJob), "Status").Should().Equal("pending", "running", "succeeded", "failed", "cancelled");

        static IEnumerable<string?> Stored(DbContext context, Type entity, string property)
        {
            var converter = context.Model.FindEntityType(entity)!.FindProperty(property)!.GetTypeMapping().Converter!;
            return Enum.GetValues(converter.ModelClrType).Cast<object>().Select(value => (string?)converter.ConvertToProvider(value));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void One_model_serves_every_context_of_every_workspace(string engine)
    {
        CountingContext.Built.Clear();
        var options = OptionsOf<CountingContext>(engine);
        var models = Enumerable.Range(0, 100).Select(_ =>
        {
            using var context = new CountingContext(options);
            context.BindTo(WorkspaceSchema.For(Guid.NewGuid()));
            return context.Model;
        }).ToList();

        models.Distinct().Should().ContainSingle();
        CountingContext.Built.Should().ContainSingle();
    }

    private static DbContextOptions<TContext> OptionsOf<TContext>(string engine)
        where TContext : WorkspaceDbContext
        => new DbContextOptionsBuilder<TContext>().UseWorkspaceSchemas(Providers[engine].Provider).Options;

    private static string Describe(DbContext context, string engine, string schema)
    {
        var model = context.GetService<IDesignTimeModel>().Model;
        model.GetDefaultSchema().Should().Be(schema);
        model.GetEntityTypes().Select(e => e.GetSchema()).Should().OnlyContain(s => s == schema);
        return string.Join('\n', model.GetEntityTypes().SelectMany(e => Describe(e, Providers[engine].Json)).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Describe(IEntityType entity, string json)
    {
        var table = entity.GetTableName();
        foreach (var property in entity.GetProperties())
        {
            var type = property.GetProviderClrType() ?? property.GetValueConverter()?.ProviderClrType ?? property.ClrType;
            var isJson = property.FindAnnotation("PmAssist:Json") is not null;
            if (isJson)
            {
                property.GetColumnType().Should().Be(json);
            }

            yield return $"{table}.{property.GetColumnName()} {(Nullable.GetUnderlyingType(type) ?? type).Name}"
                + (property.GetMaxLength() is { } length ? $"({length})" : "")
                + (property.IsNullable ? "?" : "") + (isJson ? " JSON" : "") + (property.IsConcurrencyToken ? " token" : "");
        }

        yield return $"{table}: key {Columns(entity.FindPrimaryKey()!.Properties)}";
        foreach (var index in entity.GetIndexes())
        {
            yield return $"{table}: {(index.IsUnique ? "unique" : "index")} {Columns(index.Properties)}";
        }

        foreach (var key in entity.GetForeignKeys())
        {
            yield return $"{table}: foreign key {Columns(key.Properties)} to {key.PrincipalEntityType.GetTableName()}, "
                + $"{key.DeleteBehavior}";
        }
    }

    private static string Columns(IEnumerable<IReadOnlyProperty> properties)
        => $"({string.Join(", ", properties.Select(p => p.GetColumnName()))})";

    private sealed class CountingContext(DbContextOptions<CountingContext> options) : WorkspaceDbContext(options)
    {
        public static List<string> Built { get; } = [];

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            Built.Add(Database.ProviderName!);
        }
    }
}
