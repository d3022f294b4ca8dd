using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The master's model and migrations are written with <see cref="TenancyOptions.MasterTemplateName"/>; the configured name takes
/// its place in the text, as a workspace's own does.
/// </summary>
internal sealed class MasterBinding(IDbContextOptions options) : ISchemaBinding
{
    private readonly string _schema = options.FindExtension<TenancyOptionsExtension>()!.MasterSchema;

    public string ModelSchema => TenancyOptions.MasterTemplateName;

    public WorkspaceSchema? Schema => null;

    /// <summary>There is one master, so what is kept past a lease works on the same rows in the next.</summary>
    public int Lease => 0;

    public string Bind(string text) => text.Replace(TenancyOptions.MasterTemplateName, _schema, StringComparison.Ordinal);

    public string BindCommand(string text) => Bind(text);

    public Task<Exception?> ExplainAsync(Exception error) => Task.FromResult<Exception?>(null);

    /// <summary>Nothing of the master is refused for its workspace.</summary>
    public void CountRefusal(string reason)
    {
    }

    public void ThrowIfUnbound()
    {
    }
}
