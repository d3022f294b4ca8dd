using System.Data;
using System.Data.Common;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// Whether a context's user set another connection or connection string on it, or opened its connection and did not close it. EF resets a
/// pooled context's transaction and command timeout, but keeps those, and how often the connection was opened: in the next lease it would
/// stay open from the first command to the end (EF Core v10.0.11, RelationalConnection.ResetState).
/// </summary>
internal sealed class ConnectionWatch(ICurrentDbContext current)
{
    private const string OpenedCount = "_openedCount";

    // Drivers do not show the password once the connection was open.
    private static readonly string[] Secrets = ["Password", "Pwd"];

    /// <summary>EF shows the count to nobody. Without it, a connection that its user closed past EF counts as closed.</summary>
    private static readonly bool KnowsOpenings
        = typeof(RelationalConnection).GetField(OpenedCount, BindingFlags.Instance | BindingFlags.NonPublic)?.FieldType == typeof(int);

    private IRelationalConnection? _connection;
    private DbConnection? _own;
    private string? _ownString;
    private string? _expected;
    private bool _isDistrusted;

    /// <summary>Looked up once: it needs the service that needs this.</summary>
    private IRelationalConnection Connection => _connection ??= current.Context.GetService<IRelationalConnection>();

    /// <summary>EF made the connection, from the context's options. It does so again only if its user took the first one away.</summary>
    public void Created(DbConnection own)
    {
        _isDistrusted |= _own is not null;
        (_own, _ownString) = (own, own.ConnectionString);
    }

    /// <summary>EF makes the connection now, if it has none. One that a user sets first would hide that it is not EF's.</summary>
    public void Own() => _ = Connection.DbConnection;

    /// <summary>The library took EF's connection away for a while, so EF makes another, which nobody has opened.</summary>
    public void Renew()
    {
        _own = null;
        if (KnowsOpenings)
        {
            OpeningsOf(Connection) = 0;
        }

        Own();
    }

    /// <summary>The connection is not what it should be, and the context is not to be used in another lease.</summary>
    public void Distrust() => _isDistrusted = true;

    /// <summary>Remembers the connection as it is now as the expected one.</summary>
    public void Begin()
    {
        var now = Connection.ConnectionString;
        if (_own is not null && !ReferenceEquals(now, _expected))
        {
            _ownString = _own.ConnectionString;
        }

        _expected = now;
    }

    /// <summary>Asked when the context is given back.</summary>
    public bool IsForeign()
    {
        // The options' string stays the same object. Without one, the connection's own string is read, and drivers may build a new one.
        // A source of connections has a string too, whatever connection was set. Reading the connection makes EF create a missing one.
        var actual = Connection.ConnectionString;
        return !ReferenceEquals(Connection.DbConnection, _own)
            || _isDistrusted
            || IsOpened()
            || (!ReferenceEquals(actual, _expected) && !AreEqual(actual, _expected ?? _ownString))
            || IsOwnChanged();
    }

    /// <summary>
    /// EF shows the string that it was given, whatever the connection's user set on the connection itself; PostgreSQL's
    /// <c>ChangeDatabase</c> sets it as well.
    /// </summary>
    private bool IsOwnChanged()
    {
        var now = _own!.ConnectionString;
        if (!AreEqual(now, _ownString))
        {
            return true;
        }

        _ownString = now;
        return false;
    }

    private bool AreEqual(string? actual, string? expected)
        => actual == expected
            || (actual is not null && expected is not null && WithoutSecrets(actual).EquivalentTo(WithoutSecrets(expected)));

    /// <summary>The driver's own builder knows the names that mean the same; drivers show one of them once a connection was open.</summary>
    private DbConnectionStringBuilder WithoutSecrets(string connectionString)
    {
        var builder = DbProviderFactories.GetFactory(_own!)?.CreateConnectionStringBuilder() ?? new DbConnectionStringBuilder();
        builder.ConnectionString = connectionString;
        foreach (var secret in Secrets)
        {
            builder.Remove(secret);
        }

        return builder;
    }

    private bool IsOpened()
        => KnowsOpenings ? OpeningsOf(Connection) != 0 : Connection.DbConnection.State != ConnectionState.Closed;

    private static ref int OpeningsOf(IRelationalConnection connection) => ref OpenedCountOf((RelationalConnection)connection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = OpenedCount)]
    private static extern ref int OpenedCountOf(RelationalConnection connection);
}
