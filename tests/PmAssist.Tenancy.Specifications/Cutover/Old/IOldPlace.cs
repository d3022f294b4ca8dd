using System.Data.Common;

namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>Where a test's old database lies, and how its engine wants things written.</summary>
public interface IOldPlace
{
    /// <summary>The description's <see cref="CutoverDescription.Source"/>.</summary>
    string? Source { get; }

    /// <summary>The description's <see cref="CutoverDescription.SourceSchema"/>.</summary>
    string? SourceSchema { get; }

    /// <summary>
    /// Whether the engine's JSON columns take text only that they understand: no <c>\u0000</c>, no lone surrogates, no key twice.
    /// </summary>
    bool HasStrictJson { get; }

    /// <summary>Whether ids and times are text, so that any text can be in them.</summary>
    bool KeepsIdsAsText { get; }

    /// <summary>Whether a text's length is counted in UTF-16 units, as .NET does, and not in code points.</summary>
    bool CountsUtf16 { get; }

    /// <summary>Whether a reader sees the last committed rows while somebody writes, and does not wait.</summary>
    bool ReadersPassWriters { get; }

    /// <summary>The finest difference of two times, in ticks.</summary>
    long TicksOfTime { get; }

    /// <summary>What is run when all rows are there, for example to have them counted; null for nothing.</summary>
    string? AfterLoad { get; }

    /// <summary>Opens a connection, as the old application does.</summary>
    Task<DbConnection> OpenAsync();

    /// <summary>A table's full name in SQL.</summary>
    string Table(string table);

    /// <summary>A name in SQL.</summary>
    string Name(string name);

    /// <summary>A column's type.</summary>
    string Type(OldColumn column);

    /// <summary>A value in SQL.</summary>
    string Literal(OldColumn column, object? value);

    /// <summary>The first characters of a text, in SQL.</summary>
    string Cut(string expression, int length);

    /// <summary>A value as text, in SQL.</summary>
    string Text(string expression);

    /// <summary>Two texts after one another, in SQL.</summary>
    string Joined(string left, string right);

    /// <summary>The tables, indexes and triggers, in a stable order.</summary>
    Task<IReadOnlyList<string>> DescribeAsync();

    /// <summary>The rows of every table, in a stable order.</summary>
    Task<IReadOnlyList<string>> DumpAsync();
}
