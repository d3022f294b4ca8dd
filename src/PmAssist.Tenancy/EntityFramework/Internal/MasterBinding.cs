using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The master's model and migrations are written with the default schema name; a host that chose another name gets it
/// in the text, as a workspace gets its own.
/// </summary>
internal sealed class MasterBinding(IDbContextOptions options) : ISchemaBinding
{
    private readonly string _schema = options.FindExtension<TenancyOptionsExtension>()!.MasterSchema;

    public string ModelSchema => TenancyOptions.DefaultMasterSchema;

    public WorkspaceSchema? Schema => null;

    /// <summary>There is one master, so a lease's leftovers work on the same rows in the next.</summary>
    public int Lease => 0;

    public string Bind(string text)
        => _schema == TenancyOptions.DefaultMasterSchema
            ? text
            : text.Replace(TenancyOptions.DefaultMasterSchema, _schema, StringComparison.Ordinal);

    public string BindCommand(string text) => Bind(text);

    public void ThrowIfUnbound()
    {
    }
}
