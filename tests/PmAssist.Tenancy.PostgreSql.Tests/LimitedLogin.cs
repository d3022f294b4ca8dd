using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A login of its own that may connect and nothing else, until it is granted something.</summary>
public sealed class LimitedLogin : IAsyncDisposable
{
    private readonly PostgreSqlDatabase _admin;

    private LimitedLogin(PostgreSqlServer server, string name)
    {
        _admin = new PostgreSqlDatabase(server);
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = name, Password = name }.ConnectionString;
    }

    public string Name { get; }

    public string ConnectionString { get; }

    public static async Task<LimitedLogin> CreateAsync(PostgreSqlServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (server.IsExternal)
        {
            Assert.Skip("The server is somebody else's; logins are not made there.");
        }

        var login = new LimitedLogin(server, $"app_{Guid.NewGuid():N}");
        await login._admin.ExecuteAsync($"CREATE ROLE {login.Name} LOGIN PASSWORD '{login.Name}'");
        return login;
    }

    public Task GrantMasterAsync(PostgreSqlDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return _admin.ExecuteAsync(Grants(database.MasterSchema));
    }

    /// <summary>A hook for <see cref="TenancyBuilder.OnMasterMigrated"/>.</summary>
    public Task GrantMasterAsync(MasterDbContext context, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Database.ExecuteSqlRawAsync(Grants(TenancyOptions.MasterTemplateName), token);
    }

    /// <summary>A hook for <see cref="TenancyBuilder.OnSchemaCreated"/>.</summary>
    public Task GrantAsync(DbContext context, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Database.ExecuteSqlRawAsync(Grants(WorkspaceSchema.TemplateName), token);
    }

    public async ValueTask DisposeAsync()
    {
        await using (var pool = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(pool);
        }

        await _admin.ExecuteAsync($"DROP OWNED BY {Name}; DROP ROLE {Name}");
    }

    private string Grants(string schema)
        => $"""
            GRANT USAGE ON SCHEMA {schema} TO {Name};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {Name};
            ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {Name};
            """;
}
