using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Wraps the provider's creator. EF returns the text of the commands that create a model's tables without executing them, so the
/// schema is inserted here.
/// </summary>
/// <param name="inner">The provider's creator.</param>
/// <param name="bind">Puts a schema in the template's place.</param>
internal class BoundDatabaseCreator(IRelationalDatabaseCreator inner, Func<string, string> bind) : IRelationalDatabaseCreator
{
    public virtual bool EnsureDeleted() => inner.EnsureDeleted();

    public virtual Task<bool> EnsureDeletedAsync(CancellationToken cancellationToken = default)
        => inner.EnsureDeletedAsync(cancellationToken);

    public virtual bool EnsureCreated() => inner.EnsureCreated();

    public virtual Task<bool> EnsureCreatedAsync(CancellationToken cancellationToken = default)
        => inner.EnsureCreatedAsync(cancellationToken);

    public virtual void Create() => inner.Create();

    public virtual Task CreateAsync(CancellationToken cancellationToken = default) => inner.CreateAsync(cancellationToken);

    public virtual void Delete() => inner.Delete();

    public virtual Task DeleteAsync(CancellationToken cancellationToken = default) => inner.DeleteAsync(cancellationToken);

    public virtual void CreateTables() => inner.CreateTables();

    public virtual Task CreateTablesAsync(CancellationToken cancellationToken = default) => inner.CreateTablesAsync(cancellationToken);

    public bool Exists() => inner.Exists();

    public Task<bool> ExistsAsync(CancellationToken cancellationToken = default) => inner.ExistsAsync(cancellationToken);

    public bool HasTables() => inner.HasTables();

    public Task<bool> HasTablesAsync(CancellationToken cancellationToken = default) => inner.HasTablesAsync(cancellationToken);

    public string GenerateCreateScript() => bind(inner.GenerateCreateScript());

    public virtual bool CanConnect() => inner.CanConnect();

    public virtual Task<bool> CanConnectAsync(CancellationToken cancellationToken = default)
        => inner.CanConnectAsync(cancellationToken);
}
