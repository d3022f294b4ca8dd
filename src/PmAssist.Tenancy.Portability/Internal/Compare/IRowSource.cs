namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>Where the rows of a table are read: a file, or a snapshot of a schema. Can be read again.</summary>
internal interface IRowSource
{
    /// <summary>Calls with each row as it is compared, valid during the call.</summary>
    Task ReadAsync(PlannedTable table, Action<ReadOnlySpan<byte>> row, CancellationToken cancellationToken);
}
