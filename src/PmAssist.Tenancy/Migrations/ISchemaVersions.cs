using System.Data.Common;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Providers;

/// <summary>The versions of workspaces' schemas.</summary>
/// <remarks>Singleton; safe to use from any thread. For packages that build on the library; a host uses its services.</remarks>
public interface ISchemaVersions
{
    /// <summary>All migrations of this build.</summary>
    SchemaVersion Newest { get; }

    /// <summary>Reads which migrations a schema has.</summary>
    /// <param name="schema">The workspace's schema.</param>
    /// <param name="createCommand">Makes a command where the schema can be read, in a snapshot for example.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<SchemaVersion> ReadAsync(WorkspaceSchema schema, Func<string, DbCommand> createCommand, CancellationToken cancellationToken);

    /// <summary>
    /// The models of the contexts at a version: of <see cref="Newest"/> the host's own, of an older one what its migrations noted when they
    /// were made, which a migration written by hand does not.
    /// </summary>
    /// <param name="version">The version, of migrations that this build has.</param>
    IReadOnlyList<IModel> ModelsAt(SchemaVersion version);
}
