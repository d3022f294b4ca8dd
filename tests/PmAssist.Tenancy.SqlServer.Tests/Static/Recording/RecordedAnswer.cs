using System.Data;
using System.Data.Common;

namespace PmAssist.Tenancy.SqlServer.Tests.Recording;

/// <summary>What a command returns: result sets by position, and how many rows it changed.</summary>
internal sealed class RecordedAnswer
{
    private readonly List<DataTable> _results = [];

    public int RecordsAffected { get; set; }

    public void Add(IEnumerable<string> columns, IEnumerable<object?[]> rows)
    {
        var table = new DataTable();
        foreach (var column in columns)
        {
            table.Columns.Add(column, typeof(object));
        }

        foreach (var row in rows)
        {
            table.Rows.Add([.. row.Select(value => value ?? DBNull.Value)]);
        }

        _results.Add(table);
    }

    public DbDataReader CreateReader() => new DataTableReader(_results.Count > 0 ? [.. _results] : [new DataTable()]);
}
