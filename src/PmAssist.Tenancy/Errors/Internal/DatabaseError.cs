using System.Data.Common;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>Finds the driver's error behind what EF throws, which wraps some errors once.</summary>
internal static class DatabaseError
{
    public static DbException? CauseOf(Exception exception)
        => exception as DbException ?? exception.InnerException as DbException;

    /// <summary>The server's own words, where EF only says that the failure is likely to be transient or was tried too often.</summary>
    public static string MessageOf(Exception exception)
        => (exception is InvalidOperationException or RetryLimitExceededException) && CauseOf(exception) is { } cause
            ? cause.Message
            : exception.Message;
}
