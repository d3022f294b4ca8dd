using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>The new side's rows as the source side's are read: the same columns in the same order.</summary>
/// <param name="table">The mapping.</param>
/// <param name="dialect">The engine.</param>
/// <param name="helper">Delimits names.</param>
/// <param name="schema">The new table's schema.</param>
/// <param name="carried">Which rows came from the source, as SQL; null for all.</param>
internal sealed class NewRows(
    TableMapping table, CutoverDialect dialect, ISqlGenerationHelper helper, string schema, string? carried)
{
    private string From
    {
        get
        {
            var from = $"FROM {helper.DelimitIdentifier(table.Target.Name, schema)} AS t";
            return carried is null ? from : $"{from} WHERE {carried}";
        }
    }

    private string Checksum => table.Queries.RowChecksum(Column);

    public string SelectTotal() => $"SELECT COUNT(*), {dialect.SumOf(Checksum)} {From}";

    public string SelectKeys() => $"SELECT {SqlText.List(table.Target.Key.Select(Column))}, {Checksum} {From}";

    private string Column(string name) => $"t.{helper.DelimitIdentifier(name)}";
}
