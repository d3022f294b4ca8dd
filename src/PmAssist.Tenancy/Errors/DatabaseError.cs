using System.Data.Common;

namespace PmAssist.Tenancy.Internal;

/// <summary>Finds the driver's error behind what EF throws, which wraps some errors once.</summary>
internal static class DatabaseError
{
    public static DbException? CauseOf(Exception exception)
        => exception as DbException ?? exception.InnerException as DbException;
}
