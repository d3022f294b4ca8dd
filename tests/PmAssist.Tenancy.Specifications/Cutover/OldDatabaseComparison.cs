using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>
/// Compares the new tables with what the old database is known to have. Shares nothing with the library: the rows expected come
/// from <see cref="OldDatabase"/>, the rows found from plain ADO.NET.
/// </summary>
public sealed class OldDatabaseComparison
{
    private const int MostDifferences = 40;
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 1000 };

    private readonly OldDatabase _old;
    private readonly ITestDatabase _database;
    private readonly OldRules _rules;
    private readonly IReadOnlyCollection<Guid> _others;
    private readonly List<string> _differences = [];
    private readonly Dictionary<OldTable, BitArray> _found = OldTables.All.ToDictionary(t => t, _ => new BitArray(0));

    private OldDatabaseComparison(OldDatabase old, ITestDatabase database, bool isOpen, IReadOnlyCollection<Guid> others)
        => (_old, _database, _rules, _others) = (old, database, new(old, isOpen), others);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Says what is not as it has to be; nothing if each row was found exactly once, with its values.</summary>
    /// <param name="old">The old database.</param>
    /// <param name="database">The new one.</param>
    /// <param name="isOpen">Whether the new side is in use, so that workspaces have their own states.</param>
    /// <param name="quarantineFile">Where rows were left behind; null if none may be.</param>
    /// <param name="others">Workspaces that did not come from the old database.</param>
    public static Task<IReadOnlyList<string>> FindDifferencesAsync(
        OldDatabase old, ITestDatabase database, bool isOpen, string? quarantineFile, IReadOnlyCollection<Guid>? others = null)
        => new OldDatabaseComparison(old, database, isOpen, others ?? []).RunAsync(quarantineFile);

    private async Task<IReadOnlyList<string>> RunAsync(string? quarantineFile)
    {
        foreach (var table in OldTables.All)
        {
            _found[table].Length = _old.Places(table);
        }

        await using (var master = await _database.OpenAsync(schema: null))
        {
            foreach (var table in NewTables.All.Where(t => t.IsMaster))
            {
                await ReadAsync(master, table, _database.MasterTable(table.Name), workspaceId: null);
            }
        }

        for (var i = 0; i < _old.Places(OldTables.Workspace); i++)
        {
            await ReadWorkspaceAsync(i);
        }

        var left = FindMissing();
        await new QuarantineCheck(left, _differences.Add).RunAsync(quarantineFile, Token);
        return _differences.Count <= MostDifferences
            ? _differences
            : [.. _differences.Take(MostDifferences), $"… and {_differences.Count - MostDifferences} more"];
    }

    private async Task ReadWorkspaceAsync(int index)
    {
        if (_old.At(OldTables.Workspace, index) is not { } row)
        {
            return;
        }

        var id = (Guid)row["id"]!;
        var schema = WorkspaceSchema.For(id);
        if (!await _database.ExistsAsync(schema))
        {
            _differences.Add($"{schema} is not there");
            return;
        }

        await using var connection = await _database.OpenAsync(schema);
        foreach (var table in NewTables.All.Where(t => !t.IsMaster))
        {
            await ReadAsync(connection, table, _database.Table(schema, table.Name), id);
        }
    }

    private async Task ReadAsync(DbConnection connection, NewTable table, string name, Guid? workspaceId)
    {
        await using var command = connection.CreateCommand();
        command.CommandTimeout = 600;
        command.CommandText = $"SELECT {string.Join(", ", table.Columns.Select(c => c.Name))} FROM {name}";
        await using var reader = await command.ExecuteReaderAsync(Token);
        var values = new object?[table.Columns.Count];
        while (await reader.ReadAsync(Token))
        {
            try
            {
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = Read(table.Columns[i].Type, reader.GetValue(i));
                }
            }
            catch (FormatException exception)
            {
                _differences.Add($"{table.Name} of {workspaceId}: {exception.Message}");
                continue;
            }

            Check(table, workspaceId, values);
        }
    }

    private object? Read(NewType type, object value)
        => value is DBNull
            ? null
            : type switch
            {
                NewType.Id => _database.ReadId(value),
                NewType.Time => _database.ReadTime(value),
                NewType.Flag => Convert.ToInt64(value, CultureInfo.InvariantCulture) switch
                {
                    0 => false,
                    1 => true,
                    var other => throw new FormatException($"{other} is no flag."),
                },
                NewType.Number => Convert.ToInt64(value, CultureInfo.InvariantCulture),
                _ => (string)value,
            };

    private void Check(NewTable table, Guid? workspaceId, object?[] values)
    {
        var key =
            $"{table.Name} {string.Join(',', table.Old.Key.Select((_, i) => values[i]))} in {workspaceId?.ToString() ?? "the master"}";
        var hasId = table.Old.Key is ["id"];
        if (_old.IndexOf(table.Old, hasId ? (Guid)values[0]! : null, hasId ? null : (string)values[1]!) is not { } index)
        {
            if (!IsOfLibrary(table, values))
            {
                _differences.Add($"{key}: the old side never had it");
            }

            return;
        }

        if (_found[table.Old][index])
        {
            _differences.Add($"{key}: is there twice");
        }

        _found[table.Old][index] = true;
        if (_old.At(table.Old, index) is not { } row)
        {
            _differences.Add($"{key}: the old side deleted it");
            return;
        }

        var expected = _rules.Expect(row);
        if (expected.Values is null)
        {
            _differences.Add($"{key}: had to be left behind for {string.Join(", ", expected.Broken)}");
            return;
        }

        if (expected.WorkspaceId != workspaceId)
        {
            _differences.Add($"{key}: belongs in {expected.WorkspaceId}");
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (!AreEqual(table.Columns[i].Type, expected.Values[i], values[i]))
            {
                _differences.Add($"{key}: {table.Columns[i].Name} is {Shown(values[i])} and not {Shown(expected.Values[i])}");
            }
        }
    }

    /// <summary>What the library wrote itself: its own audit entries, and workspaces that were there before.</summary>
    private bool IsOfLibrary(NewTable table, object?[] values)
        => (table == NewTables.AuditLog
                && values[table.Position("action")] is string action
                && (action.StartsWith("workspace.", StringComparison.Ordinal) || action.StartsWith("cutover.", StringComparison.Ordinal)))
            || (table.IsMaster && table != NewTables.AuditLog && _others.Contains((Guid)values[0]!));

    /// <summary>Looks for the rows that were not found; the ones that had to be left behind are given back.</summary>
    private List<(OldRow Row, ExpectedRow Expected)> FindMissing()
    {
        var left = new List<(OldRow Row, ExpectedRow Expected)>();
        foreach (var table in OldTables.All)
        {
            for (var i = 0; i < _old.Places(table); i++)
            {
                if (_found[table][i] || _old.At(table, i) is not { } row)
                {
                    continue;
                }

                var expected = _rules.Expect(row);
                if (expected.Values is null)
                {
                    left.Add((row, expected));
                }
                else
                {
                    _differences.Add($"{expected.Table.Name} {row.Key}: is missing in {expected.WorkspaceId?.ToString() ?? "the master"}");
                }
            }
        }

        return left;
    }

    private static bool AreEqual(NewType type, object? expected, object? found)
    {
        if (type != NewType.Json || expected is null || found is null || Equals(expected, found))
        {
            return Equals(expected, found);
        }

        using var left = JsonDocument.Parse((string)expected, AnyDepth);
        using var right = JsonDocument.Parse((string)found, AnyDepth);
        return JsonElement.DeepEquals(left.RootElement, right.RootElement);
    }

    private static string Shown(object? value)
        => value switch
        {
            null => "null",
            DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
            string text => $"'{(text.Length > 120 ? $"{text[..120]}…({text.Length})" : text)}'",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}
