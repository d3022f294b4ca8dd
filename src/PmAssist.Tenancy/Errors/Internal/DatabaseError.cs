using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>Finds the driver's error behind what EF throws, which wraps some errors once or twice.</summary>
internal static class DatabaseError
{
    /// <returns>Null for a cancellation too: Npgsql puts the server's answer to it inside.</returns>
    public static DbException? CauseOf(Exception exception)
    {
        for (var current = exception; current is not null and not OperationCanceledException; current = current.InnerException)
        {
            if (current is DbException cause)
            {
                return cause;
            }
        }

        return null;
    }

    /// <summary>The server's own message, where EF only says that the failure is likely transient or was retried too often.</summary>
    public static string MessageOf(Exception exception)
        => (exception is InvalidOperationException or RetryLimitExceededException) && CauseOf(exception) is { } cause
            ? cause.Message
            : exception.Message;

    /// <summary>The driver's message, or else the exception's own, as a sentence that another one can follow.</summary>
    public static string SentenceOf(Exception exception) => Sentence((CauseOf(exception) ?? exception).Message);

    /// <summary>A text as a sentence: drivers end their messages with or without a period.</summary>
    public static string Sentence(string text)
    {
        var trimmed = text.TrimEnd();
        return trimmed.Length > 0 && trimmed[^1] is '.' or '!' or '?' ? trimmed : trimmed + ".";
    }

    /// <summary>
    /// Whether a connection could not be opened or was lost, as opposed to a statement that failed on a live one. Drivers report it with
    /// errors of many types, but all of them close the connection.
    /// </summary>
    /// <param name="exception">The error.</param>
    /// <param name="connection">The connection on which it happened.</param>
    public static bool IsOfConnection(Exception exception, DbConnection connection)
        => exception is not (OperationCanceledException or TenancyException)
            && (CauseOf(exception) is { } cause
                ? connection.State != ConnectionState.Open || cause.SqlState?.StartsWith(ConnectionClass, StringComparison.Ordinal) == true
                : connection.State != ConnectionState.Open && IsOfDriver(exception, connection));

    /// <summary>The class of SQLSTATEs that standard SQL has for connections (ISO/IEC 9075-2, table of SQLSTATE classes).</summary>
    private const string ConnectionClass = "08";

    /// <summary>
    /// A driver's error that is not a <see cref="DbException"/>: a closed connection, or a pool that had none free in time.
    /// </summary>
    private static bool IsOfDriver(Exception exception, DbConnection connection)
    {
        var driver = connection.GetType().Assembly.GetName().Name;
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (current is IOException or SocketException or TimeoutException or ObjectDisposedException || current.Source == driver)
            {
                return true;
            }
        }

        return false;
    }
}
