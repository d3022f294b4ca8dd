using System.Data.Common;

namespace PmAssist.Tenancy.Cutover;

/// <summary>Rows that are brought from the source database to the new side's connection.</summary>
/// <param name="Source">The source database's connection.</param>
/// <param name="Query">The rows, as SQL of the source database.</param>
/// <param name="Target">The new side's connection.</param>
/// <param name="Transaction">Its transaction.</param>
/// <param name="Table">The temporary table's full name.</param>
/// <param name="Columns">Its columns with their types, delimited, in the query's order.</param>
public sealed record CutoverStage(
    DbConnection Source, string Query, DbConnection Target, DbTransaction? Transaction, string Table, IReadOnlyList<string> Columns);
