using System.Buffers;
using System.Text;
using System.Transactions;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Checks of what a call was given, made before anything is read or changed.</summary>
internal static class Given
{
    /// <exception cref="PortabilityException">The audit log could not have it, which would be known when all is done.</exception>
    public static void RequireActor(string? actorId)
    {
        var problem = actorId switch
        {
            null => null,
            _ when string.IsNullOrWhiteSpace(actorId) => "is blank",
            { Length: > WorkspaceMember.MaxUserIdLength } => $"has more than {WorkspaceMember.MaxUserIdLength} characters",
            _ when actorId.Contains('\0', StringComparison.Ordinal) => "has the character U+0000",
            _ when HasHalf(actorId) => "has half of a surrogate pair",
            _ => null,
        };
        if (problem is not null)
        {
            throw new PortabilityException($"The ActorId {problem}, so the audit log cannot have it. Nothing was changed.");
        }
    }

    public static void RequireReadable(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source, name);
        if (!source.CanRead)
        {
            throw new ArgumentException("The stream is closed, or cannot be read.", name);
        }
    }

    public static void RequireWritable(Stream destination, string name)
    {
        ArgumentNullException.ThrowIfNull(destination, name);
        if (!destination.CanWrite)
        {
            throw new ArgumentException("The stream is closed, or cannot be written to.", name);
        }
    }

    /// <exception cref="PortabilityException">It would take in what is done in several transactions.</exception>
    public static void RequireNoTransaction()
    {
        if (Transaction.Current is not null)
        {
            throw new PortabilityException(
                "A TransactionScope is open, and this needs transactions and connections of its own. Call it outside of the scope. Nothing "
                + "was changed.");
        }
    }

    private static bool HasHalf(string text)
    {
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != OperationStatus.Done)
            {
                return true;
            }

            rest = rest[length..];
        }

        return false;
    }
}
