using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// What the span of a command says of its workspace. EF has no spans of its own: an instrumentation of EF starts one when EF creates the
/// command, and where there is none, the library does. A driver's span (Npgsql's) cannot be reached from outside, so it stays as it is,
/// inside.
/// </summary>
internal sealed class CommandTags
{
    /// <summary>The name in OpenTelemetry's conventions for databases: <c>database|schema</c>.</summary>
    private const string NamespaceTag = "db.namespace";

    private readonly string _namespace;
    private readonly string? _workspaceId;

    /// <param name="context">The context that runs the command.</param>
    /// <param name="binding">Its binding.</param>
    /// <param name="connection">Its connection.</param>
    public CommandTags(DbContext context, ISchemaBinding binding, DbConnection connection)
    {
        var provider = context.GetService<IDbContextOptions>().FindExtension<TenancyOptionsExtension>()!.Provider;
        var schema = binding.Schema?.Name ?? binding.Bind(binding.ModelSchema);

        // Where a workspace is a database of its own, the engine has no schemas.
        _namespace = provider.MasterSharesDatabase ? $"{connection.Database}|{schema}" : schema;
        _workspaceId = binding.Schema?.WorkspaceId.ToString();
    }

    /// <summary>Starts the library's own span; null if nobody wants it.</summary>
    public Activity? Start()
    {
        var span = TenancySpans.Source.StartActivity(TenancySignals.CommandSpan, ActivityKind.Client);
        if (span is not null)
        {
            AddTo(span);
        }

        return span;
    }

    public void AddTo(Activity span)
    {
        if (span.IsAllDataRequested)
        {
            span.SetTag(NamespaceTag, _namespace);
            if (_workspaceId is not null)
            {
                span.SetTag(TenancySignals.WorkspaceIdTag, _workspaceId);
            }
        }
    }
}
