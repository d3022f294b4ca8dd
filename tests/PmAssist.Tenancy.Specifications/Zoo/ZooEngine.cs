namespace PmAssist.Tenancy.Specifications.Zoo;

/// <summary>The engine that a model is built for, by the name of EF's provider.</summary>
public sealed class ZooEngine(string? providerName)
{
    public bool IsSqlite { get; } = providerName == "Microsoft.EntityFrameworkCore.Sqlite";

    public bool IsPostgreSql { get; } = providerName == "Npgsql.EntityFrameworkCore.PostgreSQL";

    public bool IsSqlServer { get; } = providerName == "Microsoft.EntityFrameworkCore.SqlServer";

    /// <summary>A name in SQL of the model's own, quoted as EF quotes it.</summary>
    public string In(string name) => IsSqlite ? Quote(name) : $"{Quote(WorkspaceSchema.TemplateName)}.{Quote(name)}";

    public string Quote(string name) => IsSqlServer ? $"[{name}]" : $"\"{name}\"";
}
