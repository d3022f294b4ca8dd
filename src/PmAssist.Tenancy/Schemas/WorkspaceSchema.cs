using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace PmAssist.Tenancy;

/// <summary>
/// The name of a workspace's schema: <c>ws_</c> and the 32 lower-case hexadecimal digits of the workspace's id.
/// </summary>
/// <remarks>
/// The only value the library puts into SQL as a workspace's schema name. It is made from a <see cref="Guid"/>, so it needs no
/// quoting and cannot carry SQL, and its 35 characters fit every engine (PostgreSQL allows 63, SQL Server 128).
/// Immutable; safe to use from any thread.
/// </remarks>
public readonly partial struct WorkspaceSchema : IEquatable<WorkspaceSchema>
{
    /// <summary>
    /// The name that models, migrations and raw SQL are written with: the schema of <see cref="Guid.Empty"/>, which no
    /// workspace can own. It becomes the bound workspace's schema when a command is sent.
    /// </summary>
    public const string TemplateName = "ws_00000000000000000000000000000000";

    internal const string Prefix = "ws_";
    internal const int Length = 35;

    private readonly string? _name;

    private WorkspaceSchema(Guid workspaceId)
    {
        WorkspaceId = workspaceId;
        _name = string.Create(Length, workspaceId, static (name, id) =>
        {
            Prefix.CopyTo(name);
            id.TryFormat(name[Prefix.Length..], out _, "N");
        });
    }

    /// <summary>The id of the workspace that owns the schema; <see cref="Guid.Empty"/> for the template.</summary>
    public Guid WorkspaceId { get; }

    /// <summary>The schema's name, 35 characters long.</summary>
    public string Name => _name ?? TemplateName;

    /// <summary>Whether this is the template schema, which exists in no database.</summary>
    public bool IsTemplate => WorkspaceId == Guid.Empty;

    /// <summary>The schema of a workspace.</summary>
    /// <param name="workspaceId">The workspace's id.</param>
    /// <exception cref="ArgumentException"><paramref name="workspaceId"/> is <see cref="Guid.Empty"/>.</exception>
    public static WorkspaceSchema For(Guid workspaceId)
        => workspaceId == Guid.Empty
            ? throw new ArgumentException(
                "A workspace id cannot be the empty GUID: its schema is the template that models and migrations are written against.",
                nameof(workspaceId))
            : new WorkspaceSchema(workspaceId);

    /// <summary>Reads a schema's name, as found in a database's catalogue.</summary>
    /// <param name="name">The name; case matters.</param>
    /// <param name="schema">The schema, or the template if <paramref name="name"/> is not a schema's name.</param>
    /// <returns>Whether <paramref name="name"/> is <c>ws_</c> and 32 lower-case hexadecimal digits.</returns>
    public static bool TryParse([NotNullWhen(true)] string? name, out WorkspaceSchema schema)
    {
        schema = default;
        if (name is not { Length: Length }
            || !name.StartsWith(Prefix, StringComparison.Ordinal)
            || !Guid.TryParseExact(name.AsSpan(Prefix.Length), "N", out var id))
        {
            return false;
        }

        var parsed = new WorkspaceSchema(id);
        if (parsed.Name != name)
        {
            return false;
        }

        schema = id == Guid.Empty ? default : parsed;
        return true;
    }

    /// <summary>
    /// Interpolated SQL for EF's <c>FromSql</c>, <c>SqlQuery</c> and <c>ExecuteSqlAsync</c>, which make a parameter of every hole: a hole
    /// that holds <see cref="TemplateName"/> or a <see cref="WorkspaceSchema"/> becomes text, all others stay parameters.
    /// </summary>
    /// <param name="sql">For example <c>$"SELECT * FROM {WorkspaceSchema.TemplateName}.invoices WHERE number = {number}"</c>.</param>
    public static FormattableString Sql(FormattableString sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        var parameters = new List<object?>();
        var text = Hole().Replace(sql.Format, hole =>
        {
            if (!hole.Groups["index"].Success)
            {
                return hole.Value;
            }

            var value = sql.GetArgument(int.Parse(hole.Groups["index"].Value, CultureInfo.InvariantCulture));
            if (value is TemplateName or WorkspaceSchema)
            {
                return value.ToString()!;
            }

            parameters.Add(value);
            return string.Create(CultureInfo.InvariantCulture, $"{{{parameters.Count - 1}{hole.Groups["format"].Value}}}");
        });
        return FormattableStringFactory.Create(text, [.. parameters]);
    }

    /// <inheritdoc/>
    public bool Equals(WorkspaceSchema other) => WorkspaceId == other.WorkspaceId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WorkspaceSchema other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => WorkspaceId.GetHashCode();

    /// <summary>The schema's name.</summary>
    public override string ToString() => Name;

    /// <summary>Whether two schemas are the same.</summary>
    public static bool operator ==(WorkspaceSchema left, WorkspaceSchema right) => left.Equals(right);

    /// <summary>Whether two schemas differ.</summary>
    public static bool operator !=(WorkspaceSchema left, WorkspaceSchema right) => !left.Equals(right);

    /// <summary>A hole of a format string, or an escaped brace, which is none.</summary>
    [GeneratedRegex(@"\{\{|\}\}|\{(?<index>[0-9]+)(?<format>[^}]*)\}")]
    private static partial Regex Hole();
}
